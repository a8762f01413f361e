"""Applying and asking without coming: applications, files, the progress query. （网上办事）"""
