"""Surveys (意见征集、满意度测评): questions as data, one answer a handling or slip, anonymous by design."""
