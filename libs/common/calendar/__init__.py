"""The working calendar (工作日历): which days count for a legal time limit.

``rules`` the calendar itself · ``merging`` versions of it · ``changes`` what differs between two ·
``sheet`` CSV in and out, ``workbook`` Excel in · ``seed`` the years that are already published.
"""
