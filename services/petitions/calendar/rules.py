"""How the deadlines of petitions that follow the calendar are called."""

PETITION_DUE, PETITION_SIGN = "petition-due", "petition-sign"  # 办理期限 签收期限
