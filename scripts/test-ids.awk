# Prints one line for a .razor or .cs file: file <TAB> routes <TAB> the page's root id <TAB> its other test ids <TAB> the components it uses.
# Ids are taken from data-testid and from the names that the common components turn into ids (KBoss.Web/Common).

function add(id) {
  gsub(/\{[^{}]*\}/, "{…}", id)
  if (id == "" || id == "{…}" || id ~ /@/ || id in seen) return
  seen[id] = 1
  # Of a page with several states the first root counts; the others are ids like all others.
  if (root == "" && id ~ /^page-/) { root = id; return }
  ids = ids (ids == "" ? "" : ", ") "`" id "`"
}

# The value of an attribute whose opening quote ends at position `at`: a literal, or the text of @($"…").
function value(text, at,    rest, stop) {
  rest = substr(text, at)
  if (substr(rest, 1, 4) == "@($\"") {
    rest = substr(rest, 5)
    stop = index(rest, "\")")
  } else if (substr(rest, 1, 1) == "@") {
    return "{…}"
  } else {
    stop = index(rest, "\"")
  }
  return stop > 0 ? substr(rest, 1, stop - 1) : ""
}

function attribute(tag, name,    found) {
  found = match(tag, "[ \t]" name "=\"")
  return found ? value(tag, RSTART + RLENGTH) : ""
}

function component(tag,    name, kind) {
  match(tag, /^<[A-Za-z]+/)
  kind = substr(tag, 2, RLENGTH - 1)
  name = attribute(tag, "Name")
  if (kind == "StatusChip") add("status")
  else if (kind == "CopyButton") add("action-copy")
  else if (kind == "FilterBar") { add("filters"); add("action-search"); add("action-reset") }
  else if (kind == "Column" && attribute(tag, "Sort") != "") add("action-sort-" attribute(tag, "Sort"))
  else if (kind == "FilterRange") { add("field-" attribute(tag, "First")); add("field-" attribute(tag, "Last")) }
  else if (name == "") return
  else if (kind == "ActionButton") add("action-" name)
  else if (kind == "DataGrid") { add("grid-" name); add("row-" name) }
  else if (kind == "FormDialog" || kind == "ConfirmDialog") { add("dialog-" name); add("action-confirm"); add("action-cancel") }
  else if (kind == "Form") add(name)
  else if (kind == "MoneyText") add("value-" name)
  else if (kind == "SensitiveText") { add("value-" name); add("action-reveal-" name); add("action-hide-" name) }
  else if (kind == "FilterField") add("field-" name)
  else if (kind ~ /Field$/) { add("field-" name); add("error-" name) }
}

{ text = text $0 "\n" }

END {
  rest = text
  while (match(rest, /(^|\n)@page "[^"]*"/)) {
    route = substr(rest, RSTART, RLENGTH)
    sub(/^\n?@page "/, "", route); sub(/"$/, "", route)
    gsub(/:[a-z]+\}/, "}", route)
    routes = routes (routes == "" ? "" : ", ") "`" route "`"
    rest = substr(rest, RSTART + RLENGTH)
  }

  # In the order of the page: cut at every tag, look at its own attributes, then at components.
  rest = text
  while (match(rest, /<[A-Za-z]/)) {
    rest = substr(rest, RSTART)
    stop = match(substr(rest, 2), /<[A-Za-z\/]/)
    tag = stop > 0 ? substr(rest, 1, stop) : rest
    if (tag ~ /^<[A-Z]/) {
      match(tag, /^<[A-Za-z]+/)
      uses = uses " " substr(tag, 2, RLENGTH - 1)
      component(tag)
    }
    marked = tag
    while (match(marked, /data-testid="/)) {
      add(value(marked, RSTART + RLENGTH))
      marked = substr(marked, RSTART + RLENGTH)
    }
    rest = substr(rest, 2)
  }

  # Questions are asked from code, whatever the service is called on the page: Confirm.AskAsync("delete-product", …).
  rest = text
  while (match(rest, /AskAsync\([ \n]*\$?"[^"]*"/)) {
    name = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    sub(/^[^"]*"/, "", name); sub(/"$/, "", name)
    add("dialog-" name); add("action-confirm"); add("action-cancel")
  }

  # The development pages are written in C#.
  rest = text
  while (match(rest, /Page\("page-[a-z-]+"/)) {
    add(substr(rest, RSTART + 6, RLENGTH - 7))
    rest = substr(rest, RSTART + RLENGTH)
  }

  printf "%s\t%s\t%s\t%s\t%s\n", FILENAME, routes, root, ids, uses
}
