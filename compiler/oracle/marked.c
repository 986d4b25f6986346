/*
 * Looks through a type for parts that are marked: by value through members and elements, and, where
 * threads matter, through pointers.
 *
 *     struct holder { struct inner { struct cell *c; } inner; } h;     h → .inner → .c → struct cell
 *
 * C says nothing of who owns what is behind a pointer. So a pointer to a WOK_NOT_SEND counts like the
 * thing itself, and a WOK_NOT_SYNC counts only behind one. What is not marked is fine: a check that
 * cried out at every `char *` would be turned off. WOK_SEND ends the search.
 */
#include <stdlib.h>
#include <string.h>

#include "oracle/internal.h"

enum mark { MARK_NOT_SEND = 1, MARK_NOT_SYNC = 2, MARK_SEND = 4, MARK_NO_AWAIT = 8 };

/* The members from the value to where the search stands. */
struct way {
    const struct way *outer;
    const char *text;
};

struct search {
    const struct oracle *oracle;
    enum oracle_demand demand;
    struct oracle_marked *found;
    ARRAY(CXCursor) seen, seen_behind; /* records, by value and behind a pointer */
};

/* A member that is being looked at, and where its record stands. */
struct members {
    struct search *search;
    const struct way *way;
    bool is_behind, is_found;
};

static bool look(struct search *search, CXType type, const struct way *way, bool is_behind);

static enum CXChildVisitResult read_mark(CXCursor cursor, CXCursor parent, CXClientData data) {
    static const struct {
        const char *name;
        enum mark mark;
    } names[] = {{ORACLE_NOT_SEND, MARK_NOT_SEND},
                 {ORACLE_NOT_SYNC, MARK_NOT_SYNC},
                 {ORACLE_SEND, MARK_SEND},
                 {ORACLE_NO_AWAIT, MARK_NO_AWAIT}};
    (void)parent;
    if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr)
        return CXChildVisit_Continue;
    CXString spelling = clang_getCursorSpelling(cursor);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(clang_getCString(spelling), names[i].name) == 0)
            *(unsigned *)data |= names[i].mark;
    clang_disposeString(spelling);
    return CXChildVisit_Continue;
}

/* By its tokens: clang drops attributes that come behind the definition. */
void oracle_note_marks(struct oracle *oracle, CXCursor record, struct oracle_range range) {
    const struct tokens *tokens = oracle->tokens;
    struct oracle_remark remark = {.record = clang_getCanonicalCursor(record)};
    for (uint32_t i = oracle_token_at(tokens, range.begin);
         i < tokens->count && tokens->items[i].offset < range.end && !token_is(tokens, i, "{"); i++)
        if (tokens->items[i].kind == TOKEN_WORD)
            remark.marks |= tokens->items[i].word == WORD_NOT_SEND   ? MARK_NOT_SEND
                            : tokens->items[i].word == WORD_NOT_SYNC ? MARK_NOT_SYNC
                            : tokens->items[i].word == WORD_SEND     ? MARK_SEND
                            : tokens->items[i].word == WORD_NO_AWAIT ? MARK_NO_AWAIT
                                                                     : 0;
    if (remark.marks)
        array_push(oracle->arena, &oracle->remarks, remark);
}

/* Whatever declarations of the record say. */
static unsigned marks_of(const struct oracle *oracle, CXCursor record) {
    unsigned marks = 0;
    clang_visitChildren(record, read_mark, &marks);
    CXCursor canonical = clang_getCanonicalCursor(record);
    for (size_t i = 0; i < oracle->remarks.count; i++)
        if (clang_equalCursors(oracle->remarks.items[i].record, canonical))
            marks |= oracle->remarks.items[i].marks;
    return marks;
}

static bool was_seen(struct search *search, CXCursor record, bool is_behind) {
    size_t count = is_behind ? search->seen_behind.count : search->seen.count;
    const CXCursor *items = is_behind ? search->seen_behind.items : search->seen.items;
    for (size_t i = 0; i < count; i++)
        if (clang_equalCursors(items[i], record))
            return true;
    if (is_behind)
        array_push(search->oracle->arena, &search->seen_behind, record);
    else
        array_push(search->oracle->arena, &search->seen, record);
    return false;
}

static const char *way_text(struct arena *arena, const struct way *way) {
    if (!way)
        return "";
    return arena_format(arena, "%s%s", way_text(arena, way->outer), way->text);
}

static const char *type_name(struct arena *arena, CXType type) {
    CXString spelling = clang_getTypeSpelling(clang_getUnqualifiedType(type));
    const char *text = clang_getCString(spelling);
    bool unnamed = strchr(text, '(') != NULL;
    const char *name = unnamed ? "a struct without a name" : arena_copy(arena, text, strlen(text));
    clang_disposeString(spelling);
    return name;
}

static bool report(struct search *search, CXType record, const struct way *way, bool is_behind,
                   const char *mark) {
    struct arena *arena = search->oracle->arena;
    *search->found = (struct oracle_marked){
        .path = way_text(arena, way),
        .type = type_name(arena, record),
        .mark = mark,
        .is_behind = is_behind,
    };
    return true;
}

static enum CXVisitorResult look_at_member(CXCursor member, CXClientData data) {
    struct members *members = data;
    struct arena *arena = members->search->oracle->arena;
    CXString spelling = clang_getCursorSpelling(member);
    const char *name = clang_getCString(spelling);
    bool is_named = *name && !strchr(name, '(');
    /* `->` was said by the pointer before. */
    bool follows_pointer = members->way && strcmp(members->way->text, "->") == 0;
    struct way way = {members->way,
                      is_named ? arena_format(arena, "%s%s", follows_pointer ? "" : ".", name)
                               : ""};
    clang_disposeString(spelling);
    members->is_found = look(members->search, clang_getCursorType(member),
                             is_named ? &way : members->way, members->is_behind);
    return members->is_found ? CXVisit_Break : CXVisit_Continue;
}

static bool look_at_record(struct search *search, CXType record, const struct way *way,
                           bool is_behind) {
    CXCursor declaration = clang_getTypeDeclaration(record);
    if (was_seen(search, declaration, is_behind))
        return false;
    unsigned marks = marks_of(search->oracle, declaration);
    if (search->demand == ORACLE_MUST_SEND) {
        if (marks & MARK_SEND)
            return false;
        if (marks & MARK_NOT_SEND)
            return report(search, record, way, is_behind, "WOK_NOT_SEND");
        if (is_behind && marks & MARK_NOT_SYNC)
            return report(search, record, way, is_behind, "WOK_NOT_SYNC");
    } else if (marks & MARK_NO_AWAIT) {
        return report(search, record, way, is_behind, "WOK_NO_AWAIT");
    }
    struct members members = {search, way, is_behind, /* is_found */ false};
    clang_Type_visitFields(record, look_at_member, &members);
    return members.is_found;
}

static bool look_behind(struct search *search, CXType pointee, const struct way *way) {
    if (search->demand != ORACLE_MUST_SEND)
        return false;
    struct way behind = {way, "->"};
    return look(search, pointee, &behind, /* is_behind */ true);
}

static bool look(struct search *search, CXType type, const struct way *way, bool is_behind) {
    type = clang_getCanonicalType(type);
    switch (type.kind) {
    case CXType_Record:
        return look_at_record(search, type, way, is_behind);
    case CXType_Pointer:
        return look_behind(search, clang_getPointeeType(type), way);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray: {
        struct way element = {way, "[…]"};
        return look(search, clang_getArrayElementType(type), &element, is_behind);
    }
    case CXType_Atomic:
        return look(search, clang_Type_getValueType(type), way, is_behind);
    default:
        return false;
    }
}

/* A pointer at the end of the way has been followed without a member being named. */
static void trim_arrow(struct arena *arena, struct oracle_marked *found) {
    size_t length = strlen(found->path);
    while (length >= 2 && strcmp(found->path + length - 2, "->") == 0) {
        found->path = arena_copy(arena, found->path, length - 2);
        length -= 2;
    }
}

bool oracle_find_marked(const struct oracle *oracle, const struct oracle_type *type,
                        enum oracle_demand demand, struct oracle_marked *found) {
    if (!type || !type->origin || type->future != ORACLE_PLAIN)
        return false;
    struct search search = {.oracle = oracle, .demand = demand, .found = found};
    CXType origin = *(const CXType *)type->origin;
    /* An array that was adjusted to a pointer: a parameter. */
    CXType canonical = clang_getCanonicalType(origin);
    bool is_found;
    if (type->class == ORACLE_SCALAR && clang_getArrayElementType(canonical).kind != CXType_Invalid)
        is_found = look_behind(&search, clang_getArrayElementType(canonical), NULL);
    else
        is_found = look(&search, origin, NULL, /* is_behind */ false);
    if (is_found)
        trim_arrow(oracle->arena, found);
    return is_found;
}
