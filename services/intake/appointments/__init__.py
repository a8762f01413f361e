"""Who comes by appointment, and where we go. （预约与上门）"""
