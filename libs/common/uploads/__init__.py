"""What people send in (上传文件): recognised by its content, judged apart, scanned.

``inspect_apart`` says what may be kept of a file or refuses it · ``scanner_from`` makes the virus scanner of a setting.
"""
