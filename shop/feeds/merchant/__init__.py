"""The goods in the words of Google's product data specification."""
