"""The catalogue as sheets (目录导入导出): Excel and CSV out, and in by way of a preview, all of it or nothing."""
