# cmake -DOUT=… -DSOURCES=a,b,… -P group_tests.cmake writes one file that holds those test files one after
# another, since most of what a compiler does for one of them it does for headers and templates. The
# unnamed namespace of each gets a name inside, so that what is called `alice` in two does not meet.
string(REPLACE "," ";" sources "${SOURCES}")
set(number 0)
set(all "")
foreach(source ${sources})
  math(EXPR number "${number} + 1")
  file(READ ${source} text)
  string(REPLACE "\nnamespace {\n" "\nnamespace { namespace file_${number} {\n" text "${text}")
  string(REPLACE "\n}  // namespace\n" "\n}}  // namespace\n" text "${text}")
  string(APPEND all "#line 1 \"${source}\"\n${text}")
endforeach()
file(WRITE ${OUT} "${all}")
