"""What the hall offers: the catalogue, its sheets, the public guide. （事项）"""
