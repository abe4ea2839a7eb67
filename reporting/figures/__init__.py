"""The numbers of a year: counted from cases, entered by units, published before."""
