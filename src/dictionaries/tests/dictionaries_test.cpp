// The verbs on dictionaries, on both databases.

#include "dictionaries/dictionaries.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "access/testing.h"
#include "content/rights.h"
#include "db/errors.h"
#include "db/migrations.h"
#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

namespace dictionaries {
namespace {

using org::fixture::need;
using testing::ElementsAre;

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  auto at = text.find(what);
  if (at == text.npos) throw std::runtime_error("the file lacks " + std::string(what));
  text.replace(at, what.size(), with);
}

class DictionariesTest : public support::StoreTest {
 protected:
  DictionariesTest() : world(database(), content::content_rights()), dictionaries(world.platform) {
    dictionaries.load_packs(YINGDA_SOURCE_DIR "/content");
    world.add_person("north", world.north_place(), {{world.role("centre_administrator"), org::Scope::Centre}});
    admin = world.admin();
    north = world.actor("north");
  }

  DictionaryEntry entry(const std::string& dictionary, const std::string& key) {
    for (const auto& entry : need(dictionaries.entries(admin, dictionary)))
      if (entry.key == key) return entry;
    throw std::runtime_error("no entry " + key);
  }
  static DictionaryEntryFields fields(const std::string& key, const std::string& name,
                                      std::optional<EntryId> parent = {}) {
    return {parent, key, name, "", 0, true, {}};
  }
  template <class T>
  static std::string refusal(const base::Result<T>& result) {
    if (result) return "done";
    return result.error().faults.empty() ? result.error().key
                                         : result.error().faults[0].path + ' ' + result.error().faults[0].code;
  }
  std::vector<std::string> keys(const std::vector<DictionaryEntry>& entries) {
    std::vector<std::string> keys;
    for (const auto& each : entries) keys.push_back(each.key);
    return keys;
  }

  org::fixture::World world;
  Dictionaries dictionaries;
  org::Actor admin, north;
};

TEST_P(DictionariesTest, ShipInTheOrderOfTheirPositions) {
  std::vector<std::string> found;
  for (const auto& dictionary : need(dictionaries.dictionaries(north))) found.push_back(dictionary.key);
  EXPECT_THAT(found, ElementsAre("contact_kinds", "dispositions", "not_ready_reasons", "business_lines", "urgency",
                                 "responsibility", "customer_tiers"));
  EXPECT_EQ(entry("not_ready_reasons", "rest").attributes.at("tell_after_minutes"), "15");
}

TEST_P(DictionariesTest, EveryShippedEntryHasBothLanguagesAndDispositionsAreThreeDeep) {
  std::set<std::string> first_level;
  for (const auto& dictionary : need(dictionaries.dictionaries(admin)))
    for (const auto& each : need(dictionaries.entries(admin, dictionary.key))) {
      EXPECT_FALSE(each.name_en.empty()) << each.key;
      EXPECT_TRUE(each.shipped);
      if (dictionary.key == "dispositions" && !each.parent_id) first_level.insert(each.key);
    }
  auto leaf = entry("dispositions", "fault_no_signal_area");
  auto above = need(dictionaries.entry(admin, *leaf.parent_id));
  EXPECT_EQ(need(dictionaries.entry(admin, *above.parent_id)).key, "fault_report");
  // The first level of dispositions is the kind of contact.
  for (const auto& kind : need(dictionaries.entries(admin, "contact_kinds")))
    EXPECT_TRUE(first_level.contains(kind.key));
  EXPECT_EQ(first_level.size(), 7u);
}

TEST_P(DictionariesTest, LoadingAgainLeavesWhatTheAdministratorChanged) {
  auto rest = entry("not_ready_reasons", "rest");
  rest.name = "喝水";
  rest.active = false;
  need(dictionaries.edit_entry(admin, rest.id, rest.version, rest));
  Dictionaries(world.platform).load_packs(YINGDA_SOURCE_DIR "/content");
  EXPECT_EQ(entry("not_ready_reasons", "rest").name, "喝水");
}

TEST_P(DictionariesTest, ALaterVersionAddsItsNewEntriesAndKeepsTheChangedOnes) {
  support::TempFolder folder;
  std::filesystem::copy(YINGDA_SOURCE_DIR "/content/dictionaries", folder.path("dictionaries"));
  auto file = folder.path("dictionaries/urgency.json");
  auto text = read_file(file);
  replace(text, "\"name\": \"紧急程度\"", "\"name\": \"轻重缓急\"");
  replace(text, R"({"key": "low")", R"({"key": "lowest", "name": "最低", "name_en": "Lowest"}, {"key": "low")");
  std::ofstream(file) << text;
  auto high = entry("urgency", "high");
  high.name = "很高";
  need(dictionaries.edit_entry(admin, high.id, high.version, high));
  dictionaries.load_packs(folder.path());
  EXPECT_THAT(keys(need(dictionaries.entries(admin, "urgency"))),
              ElementsAre("urgent", "high", "normal", "low", "lowest"));
  EXPECT_EQ(entry("urgency", "high").name, "很高");
  EXPECT_EQ(need(dictionaries.dictionaries(admin))[4].name, "轻重缓急");
}

TEST_P(DictionariesTest, APackWithAFaultyTreeStopsTheStart) {
  support::TempFolder folder;
  std::filesystem::copy(YINGDA_SOURCE_DIR "/content/dictionaries", folder.path("dictionaries"));
  std::ofstream(folder.path("dictionaries/zz.json")) << R"({"key":"zz","name":"z","name_en":"z","levels":1,
    "position":9,"entries":[{"key":"A b","name":"a","name_en":"a"},
    {"key":"c","name":"c","name_en":"c","attributes":{"size":"1"},"entries":[{"key":"c","name":"c","name_en":"c"}]}]})";
  try {
    dictionaries.load_packs(folder.path());
    FAIL() << "loaded";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("zz.json"));
    EXPECT_THAT(error.what(), testing::HasSubstr("/entries/0/key: bad_key"));
    EXPECT_THAT(error.what(), testing::HasSubstr("/entries/1/attributes/size: unknown_field"));
    EXPECT_THAT(error.what(), testing::HasSubstr("/entries/1/entries: too_deep"));
    EXPECT_THAT(error.what(), testing::HasSubstr("/entries/1/entries/0/key: taken"));
  }
}

TEST_P(DictionariesTest, ANewEntryStandsAtTheEndOfItsParent) {
  auto praise = entry("dispositions", "praise");
  auto made = need(dictionaries.create_entry(admin, "dispositions", fields("praise_other", "其他", praise.id)));
  EXPECT_EQ(made.position, 3);
  EXPECT_FALSE(made.shipped);
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "no_such", fields("a", "a"))), "not_found");
}

TEST_P(DictionariesTest, KeysAndNamesAreTakenOnce) {
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "urgency", fields("high", "x"))), "/key taken");
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "urgency", fields("higher", "高 "))), "/name taken");
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "urgency", fields("Not A Key", "x"))), "/key bad_key");
  // The same name may stand below another parent.
  auto other = entry("dispositions", "suggestion_product");
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "dispositions", fields("mine", "客服人员", other.id))), "done");
}

TEST_P(DictionariesTest, TheTreeKeepsItsDepthAndHasNoCircle) {
  auto area = entry("dispositions", "fault_no_signal_area");
  EXPECT_EQ(refusal(dictionaries.create_entry(admin, "dispositions", fields("deep", "深", area.id))),
            "/parent_id too_deep");
  auto no_signal = entry("dispositions", "fault_no_signal");
  no_signal.parent_id = area.id;
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, no_signal.id, 1, no_signal)), "/parent_id below_itself");
  // A branch of two levels may hang below the first level, not below the second.
  auto picture = entry("dispositions", "fault_picture");
  picture.parent_id = entry("dispositions", "fault_line").id;
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, picture.id, 1, picture)), "/parent_id too_deep");
  picture.parent_id = entry("dispositions", "complaint").id;
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, picture.id, 1, picture)), "done");
  picture.parent_id = entry("urgency", "high").id;
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, picture.id, 2, picture)), "/parent_id no_such_object");
}

TEST_P(DictionariesTest, AttributesAreThoseOfTheDictionary) {
  auto rest = entry("not_ready_reasons", "rest");
  rest.attributes = {{"tell_after_minutes", "soon"}};
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, rest.id, 1, rest)), "/attributes/tell_after_minutes wrong_type");
  rest.attributes = {{"colour", "red"}};
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, rest.id, 1, rest)), "/attributes/colour unknown_field");
  rest.attributes = {{"supervisor_only", "yes"}};
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, rest.id, 1, rest)), "/attributes/supervisor_only wrong_type");
  rest.attributes = {{"supervisor_only", "true"}, {"tell_after_minutes", "20"}};
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, rest.id, 1, rest)), "done");
}

TEST_P(DictionariesTest, AnEditNeedsTheRightForTheWholeTreeAndThePresentVersion) {
  auto high = entry("urgency", "high");
  EXPECT_EQ(refusal(dictionaries.edit_entry(north, high.id, 1, high)), "content_needs_whole_tree");
  EXPECT_EQ(refusal(dictionaries.create_entry(north, "urgency", fields("a", "a"))), "content_needs_whole_tree");
  EXPECT_EQ(refusal(dictionaries.delete_entry(north, high.id)), "content_needs_whole_tree");
  EXPECT_EQ(refusal(dictionaries.order_entries(north, "urgency", {})), "content_needs_whole_tree");
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, high.id, 1, high)), "done");
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, high.id, 1, high)), "stale");
  high.key = "higher";
  EXPECT_EQ(refusal(dictionaries.edit_entry(admin, high.id, 2, high)), "/key key_stays");
}

TEST_P(DictionariesTest, OnlyOnesOwnEntryWithNothingBelowIsDeleted) {
  EXPECT_EQ(refusal(dictionaries.delete_entry(admin, entry("urgency", "low").id)), "shipped_content_stays");
  auto top = need(dictionaries.create_entry(admin, "dispositions", fields("own", "自有")));
  auto below = need(dictionaries.create_entry(admin, "dispositions", fields("own_below", "其下", top.id)));
  EXPECT_EQ(refusal(dictionaries.delete_entry(admin, top.id)), "entry_has_children");
  EXPECT_EQ(refusal(dictionaries.delete_entry(admin, below.id)), "done");
  EXPECT_EQ(refusal(dictionaries.delete_entry(admin, top.id)), "done");
  EXPECT_EQ(refusal(dictionaries.entry(admin, top.id)), "not_found");
}

TEST_P(DictionariesTest, AnEntryThatOtherTablesReferToIsNotDeleted) {
  auto own = need(dictionaries.create_entry(admin, "urgency", fields("own", "自有")));
  database().migrate([&] {
    auto migrations = db::shipped_migrations();
    migrations.push_back({"99990101T0000_user",
                          "CREATE TABLE user_of_entry (entry_id {id} NOT NULL REFERENCES dictionary_entry (id));"});
    return migrations;
  }());
  database().write([&](db::Transaction& tx) { tx.execute("INSERT INTO user_of_entry VALUES (?1)", own.id); });
  EXPECT_THROW((void)dictionaries.delete_entry(admin, own.id), db::ConstraintViolation);
  EXPECT_EQ(need(dictionaries.entry(admin, own.id)).key, "own");
}

TEST_P(DictionariesTest, EntriesTakeANewOrder) {
  auto entries = need(dictionaries.entries(admin, "urgency"));
  EntryOrder order{{}, {entries[3].id, entries[1].id, entries[0].id, entries[2].id}};
  EXPECT_THAT(keys(need(dictionaries.order_entries(admin, "urgency", order))),
              ElementsAre("low", "high", "urgent", "normal"));
  EXPECT_THAT(keys(need(dictionaries.entries(admin, "urgency"))), ElementsAre("low", "high", "urgent", "normal"));
  // What kept its position was not touched.
  EXPECT_EQ(entry("urgency", "high").version, 1);
  EXPECT_EQ(entry("urgency", "low").version, 2);
}

TEST_P(DictionariesTest, AnOrderMustNameExactlyTheChildren) {
  auto entries = need(dictionaries.entries(admin, "urgency"));
  auto ids = [&](std::vector<std::size_t> places) {
    std::vector<EntryId> ids;
    for (auto place : places) ids.push_back(entries[place].id);
    return ids;
  };
  for (const auto& wrong : {ids({0, 1, 2}), ids({0, 1, 2, 2}), ids({})})
    EXPECT_EQ(refusal(dictionaries.order_entries(admin, "urgency", {{}, wrong})), "/ids not_the_children");
  EXPECT_EQ(refusal(dictionaries.order_entries(admin, "dispositions", {{}, ids({0, 1, 2, 3})})),
            "/ids not_the_children");
}

TEST_P(DictionariesTest, EveryChangeIsToldOnce) {
  auto own = need(dictionaries.create_entry(admin, "urgency", fields("own", "自有")));
  own.name = "自用";
  need(dictionaries.edit_entry(admin, own.id, 1, own));
  need(dictionaries.delete_entry(admin, own.id));
  std::vector<std::string> bodies;
  events::wait_until_settled(database());
  database().read([&](db::Transaction& tx) {
    for (const auto& event : events::read_after(tx, {}, 10'000))
      if (event.subject_id == own.id.value) bodies.push_back(event.type);
  });
  EXPECT_THAT(bodies,
              ElementsAre("dictionaries.entry_changed", "dictionaries.entry_changed", "dictionaries.entry_changed"));
}

YINGDA_ON_BOTH_ENGINES(DictionariesTest);

}  // namespace
}  // namespace dictionaries
