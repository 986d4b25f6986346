/*
 * libclang's types, as later stages need them. A type is spelt here and not by libclang: its own
 * spelling shows the marks of task(T), the macro's name of async functions, and places of anonymous
 * structs.
 */
#include "oracle/internal.h"

#include <string.h>

bool oracle_is_async_type(CXType type) {
    return clang_getFunctionTypeCallingConv(type) == CXCallingConv_PreserveMost;
}

bool oracle_is_array_type(CXType type) {
    switch (clang_getCanonicalType(type).kind) {
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        return true;
    default:
        return false;
    }
}

static bool is_function(CXType type) {
    enum CXTypeKind kind = clang_getCanonicalType(type).kind;
    return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto;
}

static bool kind_is_pointer(CXType type) {
    return clang_getCanonicalType(type).kind == CXType_Pointer;
}

static CXType pointee_of(CXType type) {
    CXType pointee = clang_getPointeeType(type);
    return pointee.kind == CXType_Invalid ? clang_getPointeeType(clang_getCanonicalType(type))
                                          : pointee;
}

CXType oracle_function_behind(CXType type) {
    if (kind_is_pointer(type))
        type = pointee_of(type);
    if (is_function(type))
        return type;
    return (CXType){.kind = CXType_Invalid};
}

/* ---- one layer of sugar ---- */

static bool has_prefix(CXString string, const char *prefix) {
    const char *text = clang_getCString(string);
    bool found = text && strncmp(text, prefix, strlen(prefix)) == 0;
    clang_disposeString(string);
    return found;
}

static bool string_contains(CXString string, const char *part) {
    const char *text = clang_getCString(string);
    bool found = text && strstr(text, part);
    clang_disposeString(string);
    return found;
}

/* Typedefs declared in functions are not in scope where the emitted code stands. */
static bool is_local(CXCursor declaration) {
    CXCursor parent = clang_getCursorSemanticParent(declaration);
    return clang_getCursorKind(parent) == CXCursor_FunctionDecl;
}

static bool is_shim(CXCursor declaration) {
    return string_contains(clang_getCursorSpelling(declaration), "$");
}

static CXType layer_below(CXType type) {
    switch (type.kind) {
    case CXType_Attributed:
        return clang_Type_getModifiedType(type);
    case CXType_Elaborated:
        return clang_Type_getNamedType(type);
    case CXType_Typedef:
        return clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
    default:
        return type;
    }
}

/* Where libclang cannot name what is below it answers nothing, or the type itself. */
static CXType without_layer(CXType type, bool *found) {
    CXType below = layer_below(type);
    *found = below.kind != CXType_Invalid && !clang_equalTypes(below, type);
    return *found ? below : type;
}

/* Is this a layer that task(T) or future(T) put there? */
static bool is_mark(CXType type) {
    return type.kind == CXType_Attributed &&
           string_contains(clang_getTypeSpelling(type), "annotate_type") &&
           !oracle_is_async_type(type) && !oracle_is_array_type(type);
}

/* How often the type is marked, looking through its sugar; `plain` is what was marked. */
static unsigned count_marks(CXType type, CXType *plain) {
    unsigned marks = 0;
    for (bool found = true; found;) {
        bool mark = is_mark(type);
        type = without_layer(type, &found);
        if (mark) {
            marks++;
            *plain = type;
        }
    }
    return marks;
}

bool oracle_is_handle(CXType type) {
    CXType plain;
    return count_marks(type, &plain) > 0;
}

CXType oracle_element_of(CXType array) {
    for (bool found = true;
         found && array.kind != CXType_ConstantArray && array.kind != CXType_IncompleteArray;)
        array = without_layer(array, &found);
    return clang_getArrayElementType(array);
}

/* ---- spelling ---- */

static const char *spell(struct arena *arena, CXType type, const char *inner);

static const char *qualifiers_of(struct arena *arena, CXType type) {
    return arena_format(arena, "%s%s%s", clang_isConstQualifiedType(type) ? "const " : "",
                        clang_isVolatileQualifiedType(type) ? "volatile " : "",
                        clang_isRestrictQualifiedType(type) ? "restrict " : "");
}

static const char *join(struct arena *arena, const char *qualifiers, const char *base,
                        const char *inner) {
    return arena_format(arena, "%s%s%s%s", qualifiers, base, *inner ? " " : "", inner);
}

static const char *spell_pointer(struct arena *arena, CXType type, const char *inner) {
    CXType pointee = pointee_of(type);
    bool brackets = oracle_is_array_type(pointee) || is_function(pointee);
    return spell(
        arena, pointee,
        arena_format(arena, brackets ? "(*%s%s)" : "*%s%s", qualifiers_of(arena, type), inner));
}

static const char *spell_parameters(struct arena *arena, CXType function) {
    if (clang_getCanonicalType(function).kind == CXType_FunctionNoProto)
        return "";
    int count = clang_getNumArgTypes(function);
    const char *text = "";
    for (int i = 0; i < count; i++) {
        const char *parameter = spell(arena, clang_getArgType(function, (unsigned)i), "");
        if (!parameter)
            return NULL;
        text = arena_format(arena, "%s%s%s", text, i ? ", " : "", parameter);
    }
    if (clang_isFunctionTypeVariadic(function))
        return arena_format(arena, "%s, ...", text);
    return count ? text : "void";
}

static const char *spell_function(struct arena *arena, CXType function, const char *inner) {
    const char *parameters = spell_parameters(arena, function);
    if (!parameters)
        return NULL;
    return spell(arena, clang_getResultType(function),
                 arena_format(arena, "%s(%s)", inner, parameters));
}

static const char *spell_array(struct arena *arena, CXType type, const char *inner) {
    CXType array = type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray
                       ? type
                       : clang_getCanonicalType(type);
    const char *size = "";
    if (array.kind == CXType_ConstantArray)
        size = arena_format(arena, "%lld", clang_getArraySize(array));
    else if (array.kind != CXType_IncompleteArray)
        return NULL; /* its size is an expression of a place */
    return spell(arena, clang_getArrayElementType(array),
                 arena_format(arena, "%s[%s]", inner, size));
}

static const char *copy_string(struct arena *arena, CXString string) {
    const char *text = clang_getCString(string);
    const char *copy = arena_copy(arena, text, strlen(text));
    clang_disposeString(string);
    return copy;
}

static const char *spell_declared(struct arena *arena, CXType type, const char *inner) {
    CXCursor declaration = clang_getTypeDeclaration(type);
    const char *keyword = "";
    switch (clang_getCursorKind(declaration)) {
    case CXCursor_StructDecl:
        keyword = "struct ";
        break;
    case CXCursor_UnionDecl:
        keyword = "union ";
        break;
    case CXCursor_EnumDecl:
        keyword = "enum ";
        break;
    default:
        break;
    }
    const char *name = copy_string(arena, clang_getCursorSpelling(declaration));
    /* typedef struct { … } pair; gives the struct that name, but no tag. */
    CXType canonical = clang_getUnqualifiedType(clang_getCanonicalType(type));
    if (*keyword && !has_prefix(clang_getTypeSpelling(canonical), keyword))
        keyword = "";
    if (strcmp(name, ORACLE_UNIT) == 0)
        return join(arena, qualifiers_of(arena, type), "void", inner);
    /* Without a name of its own it cannot be said a second time; an enum is as good as its integer. */
    if (*name == '\0' || strchr(name, ' ') || clang_Cursor_isAnonymous(declaration)) {
        if (clang_getCursorKind(declaration) != CXCursor_EnumDecl)
            return NULL;
        return spell(arena, clang_getEnumDeclIntegerType(declaration),
                     arena_format(arena, "%s%s", qualifiers_of(arena, type), inner));
    }
    return join(arena, qualifiers_of(arena, type), arena_format(arena, "%s%s", keyword, name),
                inner);
}

static const char *spell_atomic(struct arena *arena, CXType type, const char *inner) {
    const char *value = spell(arena, clang_Type_getValueType(type), "");
    if (!value)
        return NULL;
    return join(arena, qualifiers_of(arena, type), arena_format(arena, "_Atomic(%s)", value),
                inner);
}

/*
 * A typedef that can be named keeps its name. Other sugar is taken off; its qualifiers then go in
 * front of what is inside, which is the right place for any base: int const *p, int *const p,
 * int const a[3].
 */
static const char *spell_sugar(struct arena *arena, CXType type, const char *inner) {
    CXCursor declaration = clang_getTypeDeclaration(type);
    CXType plain;
    if (type.kind == CXType_Typedef || type.kind == CXType_Elaborated) {
        bool is_typedef = clang_getCursorKind(declaration) == CXCursor_TypedefDecl;
        bool keep = count_marks(type, &plain) == 0 && !is_local(declaration) &&
                    !is_shim(declaration) && !oracle_is_async_type(oracle_function_behind(type));
        if (!is_typedef || keep)
            return spell_declared(arena, type, inner);
    }
    /* Inside another type a task is what it is at run time; at the top it was taken off before. */
    if (is_mark(type))
        return join(arena, qualifiers_of(arena, type),
                    count_marks(type, &plain) == 1 ? "wok_task_handle" : "wok_box_handle", inner);
    bool found;
    CXType below = without_layer(type, &found);
    if (!found)
        return spell(arena, clang_getCanonicalType(type), inner);
    return spell(arena, below, arena_format(arena, "%s%s", qualifiers_of(arena, type), inner));
}

static const char *spell(struct arena *arena, CXType type, const char *inner) {
    switch (type.kind) {
    case CXType_Pointer:
        return spell_pointer(arena, type, inner);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        return spell_array(arena, type, inner);
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        return spell_function(arena, type, inner);
    case CXType_Record:
    case CXType_Enum:
        return spell_declared(arena, type, inner);
    case CXType_Atomic:
        return spell_atomic(arena, type, inner);
    case CXType_Typedef:
    case CXType_Elaborated:
    case CXType_Attributed:
    case CXType_Auto:
        return spell_sugar(arena, type, inner);
    case CXType_Unexposed:
        if (clang_getCanonicalType(type).kind != CXType_Unexposed)
            return spell_sugar(arena, type, inner);
        break;
    default:
        break;
    }
    return join(arena, "", copy_string(arena, clang_getTypeSpelling(type)), inner);
}

/* ---- conversion ---- */

static bool is_vla(CXType type) {
    type = clang_getCanonicalType(type);
    for (;;) {
        switch (type.kind) {
        case CXType_VariableArray:
            return true;
        case CXType_ConstantArray:
        case CXType_IncompleteArray:
            type = clang_getArrayElementType(type);
            break;
        case CXType_Pointer:
            type = clang_getPointeeType(type);
            break;
        default:
            return false;
        }
    }
}

static bool is_unit(CXType canonical) {
    CXCursor declaration = clang_getTypeDeclaration(canonical);
    return canonical.kind == CXType_Record &&
           has_prefix(clang_getCursorSpelling(declaration), ORACLE_UNIT);
}

static enum oracle_type_class class_of(CXType canonical) {
    switch (canonical.kind) {
    case CXType_Void:
        return ORACLE_VOID;
    case CXType_Record:
        return is_unit(canonical) ? ORACLE_VOID : ORACLE_RECORD;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        return ORACLE_ARRAY;
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        return ORACLE_FUNCTION;
    case CXType_Atomic:
        return class_of(clang_getCanonicalType(clang_Type_getValueType(canonical)));
    default:
        return ORACLE_SCALAR;
    }
}

static enum CXChildVisitResult find_annotation(CXCursor cursor, CXCursor parent,
                                               CXClientData data) {
    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_AnnotateAttr &&
        has_prefix(clang_getCursorSpelling(cursor), ORACLE_NOT_SEND)) {
        *(bool *)data = true;
        return CXChildVisit_Break;
    }
    return CXChildVisit_Continue;
}

static bool is_not_send(CXType canonical) {
    bool found = false;
    if (canonical.kind == CXType_Record)
        clang_visitChildren(clang_getTypeDeclaration(canonical), find_annotation, &found);
    return found;
}

static const void *keep(const struct oracle *oracle, CXType type) {
    CXType *kept = arena_new(oracle->arena, CXType);
    *kept = type;
    return kept;
}

static enum oracle_scalar scalar_of(CXType canonical) {
    if (canonical.kind == CXType_Enum)
        return scalar_of(clang_getCanonicalType(
            clang_getEnumDeclIntegerType(clang_getTypeDeclaration(canonical))));
    if (canonical.kind == CXType_Atomic)
        return scalar_of(clang_getCanonicalType(clang_Type_getValueType(canonical)));
    if (canonical.kind == CXType_Pointer || canonical.kind == CXType_BlockPointer)
        return ORACLE_POINTER;
    if (canonical.kind >= CXType_Bool && canonical.kind <= CXType_UInt128)
        return ORACLE_UNSIGNED;
    if (canonical.kind >= CXType_Char_S && canonical.kind <= CXType_Int128)
        return ORACLE_SIGNED;
    if ((canonical.kind >= CXType_Float && canonical.kind <= CXType_LongDouble) ||
        canonical.kind == CXType_Float128)
        return ORACLE_FLOAT;
    return ORACLE_NO_SCALAR;
}

static struct oracle_type *convert(const struct oracle *oracle, CXType type) {
    struct oracle_type *answer = arena_new(oracle->arena, struct oracle_type);
    answer->origin = keep(oracle, type);
    CXType plain = type;
    unsigned marks = count_marks(type, &plain);
    answer->future = marks == 0 ? ORACLE_PLAIN : marks == 1 ? ORACLE_TASK : ORACLE_BOXED;
    CXType canonical = clang_getCanonicalType(plain);
    answer->class = class_of(canonical);
    answer->scalar = scalar_of(canonical);
    answer->is_vla = is_vla(canonical);
    CXType function = oracle_function_behind(plain);
    answer->is_async_function = function.kind != CXType_Invalid && oracle_is_async_type(function);
    answer->is_not_send = is_not_send(canonical);
    struct oracle_extent extent = oracle_measure(oracle, plain);
    answer->size = extent.size;
    answer->align = extent.align;
    if (answer->class == ORACLE_VOID)
        *answer = (struct oracle_type){.class = ORACLE_VOID,
                                       .future = answer->future,
                                       .size = 0,
                                       .align = 1,
                                       .spelling = "void"};
    else
        answer->spelling = spell(oracle->arena, clang_getUnqualifiedType(plain), "");
    return answer;
}

const struct oracle_type *oracle_convert_type(const struct oracle *oracle, CXType type) {
    return type.kind == CXType_Invalid ? NULL : convert(oracle, type);
}

const struct oracle_type *oracle_convert_parameter(const struct oracle *oracle, CXType type) {
    if (!oracle_is_array_type(type) && !is_function(type))
        return oracle_convert_type(oracle, type);
    struct arena *arena = oracle->arena;
    struct oracle_type *answer = arena_new(arena, struct oracle_type);
    *answer = (struct oracle_type){.class = ORACLE_SCALAR,
                                   .scalar = ORACLE_POINTER,
                                   .is_async_function = oracle_is_async_type(type),
                                   .origin = keep(oracle, type),
                                   .size = sizeof(void *),
                                   .align = _Alignof(void *)};
    if (is_function(type)) {
        answer->spelling = spell(arena, type, "(*)");
    } else {
        CXType array = type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray ||
                               type.kind == CXType_VariableArray
                           ? type
                           : clang_getCanonicalType(type);
        CXType element = clang_getArrayElementType(array);
        answer->is_vla = is_vla(element);
        answer->spelling = spell(
            arena, element, oracle_is_array_type(element) || is_function(element) ? "(*)" : "*");
    }
    return answer;
}
