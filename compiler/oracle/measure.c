/*
 * Sizes. libclang counts a task(T) inside a struct as a T, but at run time it is a handle: a struct
 * or array that holds one is measured here.
 *
 * The struct is laid out twice by C's plain rules, once as libclang sees it. Only if that answer is
 * libclang's own (no bit-fields, no packing) is the other one taken; else the size is unknown.
 */
#include <string.h>

#include "oracle/internal.h"

struct measure {
    const struct oracle *oracle;
    struct oracle_extent seen, real; /* as libclang sees it, and with handles */
    bool is_union, is_wrong;
};

static bool measure(const struct oracle *oracle, CXType type, struct oracle_extent *real);

static void add(const struct measure *all, struct oracle_extent *sum, struct oracle_extent part) {
    long long offset = all->is_union ? 0 : (sum->size + part.align - 1) / part.align * part.align;
    if (offset + part.size > sum->size)
        sum->size = offset + part.size;
    if (part.align > sum->align)
        sum->align = part.align;
}

static struct oracle_extent rounded(struct oracle_extent extent) {
    extent.size = (extent.size + extent.align - 1) / extent.align * extent.align;
    return extent;
}

static struct oracle_extent as_seen(CXType type) {
    return (struct oracle_extent){clang_Type_getSizeOf(type), clang_Type_getAlignOf(type)};
}

static enum CXVisitorResult add_field(CXCursor field, CXClientData data) {
    struct measure *all = data;
    CXType type = clang_getCursorType(field);
    struct oracle_extent seen = as_seen(type), real;
    if (clang_Cursor_isBitField(field) || seen.size < 0 || seen.align < 1 ||
        !measure(all->oracle, type, &real)) {
        all->is_wrong = true;
        return CXVisit_Break;
    }
    add(all, &all->seen, seen);
    add(all, &all->real, real);
    return CXVisit_Continue;
}

static enum CXVisitorResult find_handle(CXCursor field, CXClientData data) {
    *(bool *)data = oracle_holds_handle(clang_getCursorType(field));
    return *(bool *)data ? CXVisit_Break : CXVisit_Continue;
}

bool oracle_holds_handle(CXType type) {
    bool found = false;
    if (oracle_is_handle(type))
        return true;
    CXType canonical = clang_getCanonicalType(type);
    if (canonical.kind == CXType_ConstantArray)
        return oracle_holds_handle(oracle_element_of(type));
    if (canonical.kind == CXType_Record)
        clang_Type_visitFields(canonical, find_handle, &found);
    return found;
}

static bool measure_record(const struct oracle *oracle, CXType canonical,
                           struct oracle_extent *real) {
    CXCursor declaration = clang_getTypeDeclaration(canonical);
    struct measure all = {.oracle = oracle,
                          .seen = {0, 1},
                          .real = {0, 1},
                          .is_union = clang_getCursorKind(declaration) == CXCursor_UnionDecl};
    clang_Type_visitFields(canonical, add_field, &all);
    struct oracle_extent seen = rounded(all.seen), known = as_seen(canonical);
    if (all.is_wrong || seen.size != known.size || seen.align != known.align)
        return false;
    *real = rounded(all.real);
    return true;
}

static bool measure(const struct oracle *oracle, CXType type, struct oracle_extent *real) {
    if (oracle_is_handle(type)) {
        *real = (struct oracle_extent){sizeof(void *), _Alignof(void *)};
        return true;
    }
    CXType canonical = clang_getCanonicalType(type);
    *real = as_seen(canonical);
    if (real->size < 0 || real->align < 1)
        return false;
    if (!oracle_holds_handle(type))
        return true;
    if (canonical.kind == CXType_Record)
        return measure_record(oracle, canonical, real);
    if (!measure(oracle, oracle_element_of(type), real))
        return false;
    real->size *= clang_getArraySize(canonical);
    return true;
}

struct oracle_extent oracle_measure(const struct oracle *oracle, CXType type) {
    struct oracle_extent extent;
    if (measure(oracle, type, &extent))
        return extent;
    return (struct oracle_extent){-1, -1};
}

/* ---- by name ---- */

struct named {
    const char *name;
    bool is_tag;
    CXType type;
};

static enum CXChildVisitResult find_named(CXCursor cursor, CXCursor parent, CXClientData data) {
    struct named *named = data;
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    bool fits = named->is_tag ? kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl
                              : kind == CXCursor_TypedefDecl;
    (void)parent;
    if (!fits)
        return CXChildVisit_Continue;
    CXString spelling = clang_getCursorSpelling(cursor);
    bool is_it = strcmp(clang_getCString(spelling), named->name) == 0;
    clang_disposeString(spelling);
    if (!is_it)
        return CXChildVisit_Continue;
    named->type = clang_getCursorType(cursor);
    return CXChildVisit_Break;
}

struct oracle_extent oracle_named_extent(const struct oracle *oracle, const char *name) {
    struct named named = {.type = {.kind = CXType_Invalid}};
    named.is_tag = strncmp(name, "struct ", 7) == 0 || strncmp(name, "union ", 6) == 0;
    named.name = named.is_tag ? strchr(name, ' ') + 1 : name;
    clang_visitChildren(clang_getTranslationUnitCursor(oracle->unit), find_named, &named);
    if (named.type.kind == CXType_Invalid)
        return (struct oracle_extent){-1, -1};
    return oracle_measure(oracle, named.type);
}
