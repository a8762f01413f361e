"""Numbers and windows: from the kiosk to the end of service. （大厅）"""
