package offline

import "klear/internal/web/layout"

// View is a page that is kept on the device before it is needed. It says nothing about anybody.
type View struct{ Page layout.Page }
