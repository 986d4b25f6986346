/*
 * One walk over libclang's tree. Of system headers only the names of typedefs and of async functions
 * are kept; of the user's declarations that hold no word, only whether they use an async function;
 * of the rest every expression and every declared name, by offset.
 */
#include "oracle/internal.h"

#include <stdlib.h>
#include <string.h>

uint32_t oracle_offset(CXSourceLocation location) {
    unsigned offset;
    clang_getFileLocation(location, NULL, NULL, NULL, &offset);
    return offset;
}

static struct oracle_range extent_of(CXCursor cursor) {
    CXSourceRange range = clang_getCursorExtent(cursor);
    return (struct oracle_range){.begin = oracle_offset(clang_getRangeStart(range)),
                                 .end = oracle_offset(clang_getRangeEnd(range))};
}

static void add_name(struct oracle *oracle, CXCursor cursor) {
    struct oracle_name name = {.offset = oracle_offset(clang_getCursorLocation(cursor)),
                               .cursor = cursor};
    array_push(oracle->arena, &oracle->names, name);
}

static void add_expression(struct oracle *oracle, CXCursor cursor) {
    struct oracle_range range = extent_of(cursor);
    struct oracle_expression expression = {.begin = range.begin,
                                           .end = range.end,
                                           .order = (uint32_t)oracle->expressions.count,
                                           .cursor = cursor};
    array_push(oracle->arena, &oracle->expressions, expression);
}

static bool is_name_use(enum CXCursorKind kind) {
    return kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr ||
           kind == CXCursor_CallExpr;
}

/* A call through any expression that yields an async pointer counts by its callee. */
static bool uses_async(CXCursor cursor) {
    if (!is_name_use(clang_getCursorKind(cursor)))
        return false;
    CXType function = oracle_function_behind(clang_getCursorType(cursor));
    return oracle_is_async_type(function);
}

static void add_use(struct oracle *oracle, CXCursor cursor) {
    array_push(oracle->arena, &oracle->uses, extent_of(cursor).begin);
}

static enum CXChildVisitResult visit_everything(CXCursor cursor, CXCursor parent,
                                                CXClientData data) {
    struct oracle *oracle = data;
    (void)parent;
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (clang_isExpression(kind)) {
        add_expression(oracle, cursor);
        if (uses_async(cursor))
            add_use(oracle, cursor);
    } else if (clang_isDeclaration(kind)) {
        add_name(oracle, cursor);
    }
    return CXChildVisit_Recurse;
}

static enum CXChildVisitResult find_use(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    if (!uses_async(cursor))
        return CXChildVisit_Recurse;
    *(bool *)data = true;
    return CXChildVisit_Break;
}

static void add_typedef(struct oracle *oracle, CXCursor cursor) {
    CXString spelling = clang_getCursorSpelling(cursor);
    const char *name = clang_getCString(spelling);
    size_t length = strlen(name);
    struct oracle_typedef entry = {.name = arena_copy(oracle->arena, name, length),
                                   .length = (uint32_t)length,
                                   .offset = oracle_offset(clang_getCursorLocation(cursor))};
    clang_disposeString(spelling);
    array_push(oracle->arena, &oracle->typedefs, entry);
}

/* A file-scope declaration of which wokcc has to know everything. */
static void index_fully(struct oracle *oracle, CXCursor cursor, struct oracle_range range) {
    array_push(oracle->arena, &oracle->ranges, range);
    add_name(oracle, cursor);
    clang_visitChildren(cursor, visit_everything, oracle);
}

static enum CXChildVisitResult visit_file_scope(CXCursor cursor, CXCursor parent,
                                                CXClientData data) {
    struct oracle *oracle = data;
    (void)parent;
    CXFile file;
    unsigned offset;
    CXSourceLocation location = clang_getCursorLocation(cursor);
    clang_getFileLocation(location, &file, NULL, NULL, &offset);
    if (!file || !clang_File_isEqual(file, oracle->file))
        return CXChildVisit_Continue;
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind == CXCursor_TypedefDecl)
        add_typedef(oracle, cursor);
    struct oracle_range range = extent_of(cursor);
    if (oracle_has_word(oracle->tokens, range.begin, range.end)) {
        index_fully(oracle, cursor, range);
        if (kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl)
            oracle_note_marks(oracle, cursor, range);
        return CXChildVisit_Continue;
    }
    uint32_t token = oracle_token_at(oracle->tokens, offset);
    bool system = oracle->tokens->items[token].system;
    if ((kind == CXCursor_FunctionDecl || kind == CXCursor_VarDecl) && !system) {
        bool found = false;
        clang_visitChildren(cursor, find_use, &found);
        if (found)
            index_fully(oracle, cursor, range);
    }
    return CXChildVisit_Continue;
}

/* ---- sorting ---- */

static int order(uint32_t left, uint32_t right) {
    return left < right ? -1 : left > right;
}

static int compare_expressions(const void *left, const void *right) {
    const struct oracle_expression *a = left, *b = right;
    if (a->begin != b->begin)
        return order(a->begin, b->begin);
    if (a->end != b->end)
        return order(a->end, b->end);
    return order(a->order, b->order);
}

static int compare_names(const void *left, const void *right) {
    const struct oracle_name *a = left, *b = right;
    return order(a->offset, b->offset);
}

static int compare_typedefs(const void *left, const void *right) {
    const struct oracle_typedef *a = left, *b = right;
    int names = strcmp(a->name, b->name);
    return names ? names : order(a->offset, b->offset);
}

static int compare_offsets(const void *left, const void *right) {
    return order(*(const uint32_t *)left, *(const uint32_t *)right);
}

#define SORT(array, compare)                                                                       \
    do {                                                                                           \
        if ((array).count)                                                                         \
            qsort((array).items, (array).count, sizeof *(array).items, compare);                   \
    } while (0)

void oracle_index(struct oracle *oracle) {
    clang_visitChildren(clang_getTranslationUnitCursor(oracle->unit), visit_file_scope, oracle);
    SORT(oracle->expressions, compare_expressions);
    SORT(oracle->names, compare_names);
    SORT(oracle->typedefs, compare_typedefs);
    SORT(oracle->uses, compare_offsets);
}
