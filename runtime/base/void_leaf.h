/*
 * void_leaf.h: the table of a leaf future without a result, for its blocking entry point.
 */
#ifndef WOK__BASE_VOID_LEAF_H
#define WOK__BASE_VOID_LEAF_H

#include <wok/generated.h>

/*
 * For a leaf `struct L` with the functions L_poll, L_cancel and L_drop: the same functions for code
 * that does not know the struct, and the table L_type.
 */
#define WOK__VOID_LEAF(leaf) WOK__VOID_LEAF_WITH(leaf, WOK_FUTURE_LEAF | WOK_FUTURE_CANCEL_IS_SYNC)

#define WOK__VOID_LEAF_WITH(leaf, leaf_flags)                                                      \
    static enum wok_poll leaf##_poll_any(void *self, struct wok_context *cx) {                     \
        return leaf##_poll(self, cx);                                                              \
    }                                                                                              \
    static enum wok_poll leaf##_cancel_any(void *self, struct wok_context *cx) {                   \
        return leaf##_cancel(self, cx);                                                            \
    }                                                                                              \
    static void leaf##_drop_any(void *self) {                                                      \
        leaf##_drop(self);                                                                         \
    }                                                                                              \
    static const struct wok_future_type leaf##_type = {                                            \
        .abi = WOK_ABI,                                                                            \
        .flags = leaf_flags,                                                                       \
        .name = #leaf,                                                                             \
        .size = sizeof(struct leaf),                                                               \
        .align = _Alignof(struct leaf),                                                            \
        .poll = leaf##_poll_any,                                                                   \
        .cancel = leaf##_cancel_any,                                                               \
        .drop = leaf##_drop_any,                                                                   \
    }

#endif
