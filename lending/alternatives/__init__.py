"""Other terms, and other files, on which every test passes: counteroffers, and what would change the answer."""
