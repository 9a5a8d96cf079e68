"""What banks read and write: payment orders and statements, as bytes and as plain facts."""
