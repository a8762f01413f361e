"""A case from registration to the archive, with everything on paper. （办件）"""
