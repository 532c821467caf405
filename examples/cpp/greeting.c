/* The same library from C: writes a greeting into a mesh, and ends.
 *
 *     greeting Alpha [/ip4/127.0.0.1/tcp/0] */
/* [greeting] */
#include <selvage/c.h>

#include <stdio.h>
#include <string.h>

static int complain(selvage_error *error) {
    fprintf(stderr, "%s. %s\n", selvage_error_cause(error), selvage_error_remedy(error));
    selvage_error_free(error);
    return 1;
}

int main(int count, char **words) {
    const selvage_option options[] = {
        {"id", count > 1 ? words[1] : "Alpha"}, {"listen", words[2]}, {"mdns", "off"}};
    selvage_mesh *mesh = NULL;
    selvage_error *error = selvage_join(options, count > 2 ? 3 : 1, &mesh);
    if (error) return complain(error);

    const char set[] =
        "{\"do\":\"set\",\"document\":\"game\",\"path\":\"greeting\",\"value\":\"hello\"}";
    selvage_value *request = selvage_value_read(set, strlen(set));
    selvage_value *answer = NULL;
    error = selvage_wait(mesh, request, &answer);
    selvage_value_free(request);
    if (!error) {
        char *json = selvage_value_json(answer);
        puts(json);
        selvage_text_free(json);
        selvage_value_free(answer);
    }
    selvage_mesh_free(mesh);
    return error ? complain(error) : 0;
}
/* [/greeting] */
