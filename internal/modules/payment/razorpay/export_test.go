package razorpay

// Letter is letter.
var Letter = letter
