"""Bytes in, rows out. Pure: no I/O but the word lists, no clock, no orchestrator, no database."""
