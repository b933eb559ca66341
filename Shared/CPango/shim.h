/* What Loket uses of Pango's C interface, declared here.
 *
 * Pango's own headers include glib's by bare name, and glib's lie in two folders, one of which carries
 * the machine's architecture in its name. Reaching them needs -I flags, which SwiftPM takes only from
 * pkg-config (with a warning) or as unsafe flags. These declarations need neither and are the same on
 * every architecture. A test compiles them after the real headers, so that a difference is an error.
 */
#pragma once

typedef struct _cairo cairo_t;
typedef struct _cairo_font_options cairo_font_options_t;
typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoContext PangoContext;
typedef struct _PangoFont PangoFont;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoAttrList PangoAttrList;
typedef struct _PangoAttribute PangoAttribute;

#ifndef PANGO_SCALE
typedef struct _PangoRectangle PangoRectangle;
struct _PangoRectangle {
    int x;
    int y;
    int width;
    int height;
};
#endif

/* Enumerations of Pango are unsigned in C; their values are named in the Swift code that uses them. */
PangoFontMap *pango_cairo_font_map_new(void);
PangoContext *pango_font_map_create_context(PangoFontMap *fontmap);
void pango_cairo_context_set_resolution(PangoContext *context, double dpi);
void pango_cairo_context_set_font_options(PangoContext *context, const cairo_font_options_t *options);
void pango_context_set_round_glyph_positions(PangoContext *context, int round_positions);
PangoFont *pango_context_load_font(PangoContext *context, const PangoFontDescription *desc);

PangoFontDescription *pango_font_description_new(void);
void pango_font_description_set_family(PangoFontDescription *desc, const char *family);
const char *pango_font_description_get_family(const PangoFontDescription *desc);
void pango_font_description_set_absolute_size(PangoFontDescription *desc, double size);
void pango_font_description_set_weight(PangoFontDescription *desc, unsigned int weight);
void pango_font_description_set_style(PangoFontDescription *desc, unsigned int style);
void pango_font_description_free(PangoFontDescription *desc);
PangoFontDescription *pango_font_describe(PangoFont *font);

PangoLayout *pango_layout_new(PangoContext *context);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *desc);
void pango_layout_set_attributes(PangoLayout *layout, PangoAttrList *attrs);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_wrap(PangoLayout *layout, unsigned int wrap);
void pango_layout_set_alignment(PangoLayout *layout, unsigned int alignment);
void pango_layout_set_justify(PangoLayout *layout, int justify);
void pango_layout_set_indent(PangoLayout *layout, int indent);
void pango_layout_set_line_spacing(PangoLayout *layout, float factor);
void pango_layout_get_extents(PangoLayout *layout, PangoRectangle *ink_rect, PangoRectangle *logical_rect);

PangoAttrList *pango_attr_list_new(void);
void pango_attr_list_insert(PangoAttrList *list, PangoAttribute *attr);
void pango_attr_list_unref(PangoAttrList *list);
PangoAttribute *pango_attr_letter_spacing_new(int letter_spacing);
PangoAttribute *pango_attr_insert_hyphens_new(int insert_hyphens);

void pango_cairo_show_layout(cairo_t *cr, PangoLayout *layout);
void g_object_unref(void *object);
