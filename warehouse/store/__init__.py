"""Bytes and tables on disk: landing, the work database, the published marts."""
