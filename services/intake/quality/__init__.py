"""What people say of the work, and what becomes of it. （评价与监督）"""
