"""Migrations of our tables, run by `flask --app wsgi db upgrade`."""
