/*
 * rollbook's own submissions against their schema, while they stream by: libxml2's validator is
 * plugged in between parser and handler. It follows no schema location that a file names.
 */

#include "pipeline/read/submission.h"

#include "pipeline/base/asset.h"
#include "pipeline/read/limits.h"

#include <libxml/xmlschemas.h>

static const char SCHEMA_PATH[] = "templates/schema/submission.xsd";

typedef struct Validation {
    XmlPush *push;
    int faults;
    Error first;
    Error *err;
} Validation;

static void ignore(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

static void note_fault(void *context, xmlErrorPtr fault)
{
    Validation *self = context;
    self->faults++;
    const char *message = fault && fault->message ? fault->message : "not valid";
    error_set_at(&self->first, STATUS_FORMAT, (SourceRef){.row = xml_push_line(self->push)}, "%.*s",
                 (int)strcspn(message, "\n"), message);
    if (self->faults >= READ_LIMITS.xml_errors)
        xmlStopParser(xml_push_context(self->push));
}

static int locate(void *context, const char **file, unsigned long *line)
{
    Validation *self = context;
    if (file)
        *file = NULL;
    if (line)
        *line = (unsigned long)xml_push_line(self->push);
    return 0;
}

static void no_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                    int count)
{
    (void)self;
    (void)name;
    (void)uri;
    (void)attributes;
    (void)count;
}

static void no_close(void *self, Str name)
{
    (void)self;
    (void)name;
}

static void no_text(void *self, Str text)
{
    (void)self;
    (void)text;
}

static xmlSchemaPtr compile_schema(Arena *arena, Error *err)
{
    Str text = asset_read(&(Assets){0}, arena, SCHEMA_PATH, err);
    if (!error_ok(err))
        return NULL;
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(text.ptr, (int)text.len);
    xmlSchemaSetParserErrors(parser, ignore, ignore, NULL);
    xmlSchemaPtr schema = parser ? xmlSchemaParse(parser) : NULL;
    xmlSchemaFreeParserCtxt(parser);
    if (!schema)
        error_set(err, STATUS_CONFIG, "%s is no schema", SCHEMA_PATH);
    return schema;
}

void submission_validate(Arena *arena, Str bytes, Error *err)
{
    static const XmlHandler HANDLER = {.open = no_open, .close = no_close, .text = no_text};
    xmlSchemaPtr schema = error_ok(err) ? compile_schema(arena, err) : NULL;
    if (!schema)
        return;
    Error parse = {0};
    Validation self = {.err = err};
    self.push = xml_push_create(&HANDLER, NULL, &XML_LIMITS, &parse);
    xmlParserCtxtPtr context = xml_push_context(self.push);
    xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidStructuredErrors(valid, note_fault, &self);
    xmlSchemaValidateSetLocator(valid, locate, &self);
    xmlSchemaSAXPlugPtr plug = xmlSchemaSAXPlug(valid, &context->sax, &context->userData);
    if (xml_push_feed(self.push, bytes))
        xml_push_finish(self.push);
    xmlSchemaSAXUnplug(plug);
    xmlSchemaFreeValidCtxt(valid);
    xml_push_free(self.push);
    xmlSchemaFree(schema);
    if (self.faults > 1)
        error_set_at(err, STATUS_FORMAT, (SourceRef){.row = self.first.row},
                     "%.190s (and %d more faults)", self.first.message, self.faults - 1);
    else if (self.faults == 1)
        *err = self.first;
    else if (!error_ok(&parse))
        *err = parse;
}
