package books

// Work does an audit as the queue would.
var Work = (*Service).audit
