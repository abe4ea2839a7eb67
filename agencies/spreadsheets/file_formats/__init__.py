"""The kinds of file that hold sheets: XLSX, text with separators, web pages, and what LibreOffice turns into XLSX."""
