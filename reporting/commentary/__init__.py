"""What officers write themselves: passages and typical cases (典型案例), and what to look at in them."""
