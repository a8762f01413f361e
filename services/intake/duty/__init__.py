"""Who works here, who is there, and who stands in. （岗位与值守）"""
