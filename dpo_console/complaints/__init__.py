"""Complaints: the form, the job and the command that log one."""
