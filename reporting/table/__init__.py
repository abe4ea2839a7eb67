"""The statutory table of a year (统计表): filled, checked, laid out. Pure: no database, no Django."""
