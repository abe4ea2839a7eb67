"""What the program says about itself: one line a record, without what is nobody's business."""
