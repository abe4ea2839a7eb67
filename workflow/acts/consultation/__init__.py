"""征求意见：asking third parties and other agencies, what comes back, and telling those whom it concerns (条例32、33③、34)."""
