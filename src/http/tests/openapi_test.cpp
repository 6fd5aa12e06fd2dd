#include "http/openapi.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/json.h"

namespace http {
namespace {

using ThingId = base::Id<struct ThingTag>;
enum class Colour { Red, DarkBlue };
BOOST_DESCRIBE_ENUM(Colour, Red, DarkBlue)

struct Child {
  std::string name;
  std::vector<Child> children;
};
BOOST_DESCRIBE_STRUCT(Child, (), (name, children))

struct ThingFields {
  std::string name;
  std::optional<ThingId> parent_id;
  std::optional<Colour> colour;
  std::int32_t weight = 0;
  std::vector<std::string> labels;
};
BOOST_DESCRIBE_STRUCT(ThingFields, (), (name, parent_id, colour, weight, labels))
inline constexpr auto limits_of(const ThingFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "weight", .minimum = 0, .maximum = 100},
                    base::Limit{.field = "labels", .max_items = 5}};
}

struct Thing {
  ThingId id;
  std::optional<base::Time> seen_at;
  std::vector<Child> children;
  std::map<std::string, std::int64_t> figures;
  base::Json own;
  bool active = false;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, seen_at, children, figures, own, active))

OpenApi api() {
  OpenApi document("Test", "1");
  document.add(Method::Get, "/api/v1/things/{id}",
               {.id = "thing", .summary = "One thing", .right = "things.see", .reply = &base::type_of<Thing>()});
  document.add(Method::Post, "/api/v1/things",
               {.id = "add_thing",
                .summary = "A new \"thing\"",
                .request = &base::type_of<ThingFields>(),
                .reply = &base::type_of<Thing>(),
                .status = 201});
  document.add(Method::Get, "/api/v1/things",
               {.id = "things", .reply = &base::type_of<std::vector<Thing>>(), .paged = true});
  return document;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TEST(OpenApi, DescribesTheKindsOfValues) {
  auto text = api().document();
  for (const char* part :
       {R"("id":{"type":"string","pattern":"^[1-9][0-9]*$","maxLength":19})",
        R"("seen_at":{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]})",
        R"("children":{"type":"array","maxItems":200,"items":{"$ref":"#/components/schemas/Child"}})",
        R"("figures":{"type":"object","maxProperties":200,"additionalProperties":{"type":"integer"}})", R"("own":{})",
        R"("name":{"type":"string","minLength":1,"maxLength":60})",
        R"("weight":{"type":"integer","minimum":0,"maximum":100})",
        R"("colour":{"anyOf":[{"$ref":"#/components/schemas/Colour"},{"type":"null"}]})",
        R"("Colour":{"type":"string","enum":["red","dark_blue"]})"})
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
}

TEST(OpenApi, RequiresWhatTheReaderRequiresAndTheWriterWrites) {
  auto text = api().document();
  EXPECT_TRUE(has(text, R"("ThingFields":{"type":"object","required":["name","weight"],)")) << text;
  EXPECT_TRUE(has(text, R"("Thing":{"type":"object","required":["id","seen_at","children","figures","own","active"],)"))
      << text;
  auto both = api();
  both.add(Method::Put, "/api/v1/things/{id}", {.id = "put", .request = &base::type_of<Thing>()});
  EXPECT_TRUE(has(both.document(), R"("required":["id","children","figures","own","active"])"));
}

TEST(OpenApi, RefusesNamesThatAreTaken) {
  auto expect_refusal = [](const Operation& operation, const std::string& path) {
    auto document = api();
    EXPECT_THROW(document.add(Method::Get, path, operation), std::logic_error);
  };
  expect_refusal({.id = "thing"}, "/api/v1/other");
  expect_refusal({.id = "other"}, "/api/v1/things");
  base::Type impostor = base::type_of<Child>();
  impostor.name = "Thing";
  expect_refusal({.id = "other", .reply = &impostor}, "/api/v1/other");
}

TEST(OpenApi, IsTheSameDocumentEveryTime) {
  EXPECT_EQ(api().document(), api().document());
}

// YINGDA_OPENAPI_OUT=/tmp/x.json writes the document, to be tried with openapi-typescript.
TEST(OpenApi, MayBeWrittenOut) {
  const char* path = std::getenv("YINGDA_OPENAPI_OUT");
  if (!path) GTEST_SKIP();
  FILE* file = std::fopen(path, "w");
  ASSERT_TRUE(file);
  auto text = api().document();
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
}

}  // namespace
}  // namespace http
