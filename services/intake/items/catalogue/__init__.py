"""The catalogue (事项目录): items with their materials, versioned; the centre, its windows and opening hours."""
