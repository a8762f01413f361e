"""The progress query (办事进度查询): number and code, no sign-in; how far, and until when, and never who."""
