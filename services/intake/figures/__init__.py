"""What is counted where it happens. （源头数据）"""
