"""Agency items by kind (代办事项分类): which items of the catalogue count as 社保, 老年证, 营业执照 …"""
