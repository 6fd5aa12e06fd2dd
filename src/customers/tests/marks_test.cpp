// Lists by the marks of the search index, and what an upgrade does for files that came
// before the marks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "customers/store.h"
#include "customers/testing.h"
#include "db/migrations.h"
#include "search/search.h"
#include "tests/support/databases.h"

using namespace customers;
using customers::fixture::need;
using customers::fixture::Office;
using customers::fixture::why;
using org::Scope;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

class CustomerMarks : public support::StoreTest {
 protected:
  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  Customers& customers = office.customers;
  org::Actor north = office.someone("north", {"customers.view"}, Scope::Centre);

  std::vector<std::string> tags(const org::Actor& actor) {
    std::vector<std::string> lines;
    for (const auto& [tag, count] : need(customers.tags(actor))) lines.push_back(tag + " " + std::to_string(count));
    return lines;
  }
  bool marks_known() {
    return database().read([](db::Transaction& tx) { return marks_are_known(tx); });
  }
  // The database as it was before the migration, its index without marks; then the migration.
  void upgrade() {
    const auto& shipped = db::shipped_migrations();
    auto migration = std::find_if(shipped.begin(), shipped.end(),
                                  [](const auto& m) { return m.name == "20261122T0130_customer_marks"; });
    auto sql = db::sql_for(*migration, engine());
    database().write([&](db::Transaction& tx) {
      for (db::Row row : tx.query("SELECT id, name FROM customer WHERE merged_into IS NULL"))
        search::Index{"customer_search"}.put(tx, row.integer(0), row.text(1));
      tx.execute("DROP TABLE customer_tag_total");
      tx.execute("DROP TABLE customer_reindex");
      tx.execute("CREATE INDEX customer_tag_count ON customer_tag (centre_id, tag_fold, tag)");
      std::string statements;
      for (std::string_view line : base::split(sql, '\n'))
        if (!line.starts_with("--")) statements += std::string(line) + '\n';
      for (std::string_view statement : base::split(statements, ';'))
        if (!base::trim(statement).empty()) tx.execute(statement);
    });
  }
};

}  // namespace

TEST_P(CustomerMarks, AFileFromBeforeTheMarksIsFoundWithinANarrowReachAtOnceAndAfterTheJob) {
  auto fields = office.person("王小明");
  fields.tags = {"VIP"};
  fields.stage = Stage::Lapsed;
  office.add(fields);
  upgrade();
  for (bool job_done : {false, true}) {
    if (job_done) office.jobs.run_due();
    EXPECT_EQ(marks_known(), job_done);
    EXPECT_THAT(office.found(north, {.text = "王"}), ElementsAre("王小明"));
    EXPECT_THAT(office.found(north, {.tag = "vip"}), ElementsAre("王小明"));
    EXPECT_THAT(office.found(north, {.text = "小明", .tag = "VIP", .stage = Stage::Lapsed}), ElementsAre("王小明"));
    EXPECT_THAT(office.found(north, {.stage = Stage::Lapsed, .kind = Kind::Person}), ElementsAre("王小明"));
    EXPECT_THAT(office.found(north, {.stage = Stage::Lead, .kind = Kind::Person}), IsEmpty());
  }
}

TEST_P(CustomerMarks, AnUpgradeOfManyFilesEndsWithAllOfThemMarked) {
  for (int i = 0; i < 1'203; ++i) office.add("李雷" + std::to_string(i));
  auto last = office.add("韩梅梅");
  auto gone = office.add("韩梅");
  need(customers.merge(office.admin, last.id, gone.id));
  upgrade();
  office.jobs.run_due();
  EXPECT_TRUE(marks_known());
  auto page = need(customers.customers(north, {.text = "李雷"}, {}));
  EXPECT_TRUE(page.total_exceeds);
  EXPECT_THAT(office.found(north, {.text = "韩"}), ElementsAre("韩梅梅")) << "what was merged away stays hidden";
}

TEST_P(CustomerMarks, AnInstallationWithoutFilesHasNothingToDo) {
  upgrade();
  EXPECT_TRUE(marks_known());
}

TEST_P(CustomerMarks, AnUpgradeCountsTheTagsThatAreThere) {
  auto fields = office.person("王小明");
  fields.tags = {"VIP", "老客户"};
  office.add(fields);
  fields.tags = {"vip"};
  office.add(fields);
  fields.centre_id = office.world.south;
  office.add(fields);
  upgrade();
  EXPECT_THAT(tags(office.admin), ElementsAre("VIP 3", "老客户 1"));
  EXPECT_THAT(tags(north), ElementsAre("VIP 2", "老客户 1"));
}

TEST_P(CustomerMarks, TotalsOfTagsFollowEditsMergesAndDeletions) {
  auto fields = office.person("王小明");
  fields.tags = {"VIP", "老客户"};
  auto kept = office.add(fields);
  fields.tags = {"vip", "欠费"};
  auto other = office.add(fields);
  EXPECT_THAT(tags(north), ElementsAre("VIP 2", "欠费 1", "老客户 1"));
  need(customers.merge(office.admin, kept.id, other.id));
  EXPECT_THAT(tags(north), ElementsAre("VIP 1", "欠费 1", "老客户 1"));
  auto split = need(customers.split(office.admin, kept.id, other.id));
  EXPECT_THAT(tags(north), ElementsAre("VIP 2", "欠费 1", "老客户 1"));
  CustomerFields moved = split;
  moved.centre_id = office.world.south;
  moved.tags = {"vip"};
  auto south = need(customers.edit(office.admin, split.id, split.version, moved));
  EXPECT_THAT(tags(north), ElementsAre("VIP 1", "老客户 1"));
  EXPECT_THAT(tags(office.admin), ElementsAre("VIP 2", "老客户 1"));
  need(customers.remove(office.admin, south.id));
  CustomerFields bare = office.get(kept.id);
  bare.tags = {};
  need(customers.edit(office.admin, kept.id, office.get(kept.id).version, bare));
  EXPECT_THAT(tags(office.admin), IsEmpty());
  EXPECT_EQ(database().read([](db::Transaction& tx) { return tx.query("SELECT 1 FROM customer_tag_total").size(); }),
            0u);
}

TEST_P(CustomerMarks, AMarkFollowsAFileThatMovesAndChanges) {
  auto made = office.add("王小明");
  CustomerFields fields = made;
  fields.stage = Stage::Lapsed;
  fields.kind = Kind::Organization;
  fields.centre_id = office.world.south;
  need(customers.edit(office.admin, made.id, 1, fields));
  auto south = office.someone("south", {"customers.view"}, Scope::Centre, office.world.south_place());
  EXPECT_THAT(office.found(north, {.text = "王"}), IsEmpty());
  EXPECT_THAT(office.found(south, {.text = "王", .stage = Stage::Lapsed}), ElementsAre("王小明"));
  EXPECT_THAT(office.found(south, {.kind = Kind::Organization}), ElementsAre("王小明"));
  EXPECT_THAT(office.found(south, {.stage = Stage::Lead}), IsEmpty());
}

TEST_P(CustomerMarks, AReachOfManyCentresFindsTheSameAsOneByOne) {
  org::Actor many = north;
  many.rights.at("customers.view") = Scope::CentreAndBelow;
  many.centres_below = {office.world.north};
  for (std::size_t i = 0; i < search::Index::max_marks + 5; ++i) {
    many.centres_below.push_back(office.world.add_centre("M" + std::to_string(i), "中心" + std::to_string(i)));
    auto fields = office.person("王" + std::to_string(i));
    fields.centre_id = many.centres_below.back();
    fields.tags = {"VIP"};
    if (i % 20 == 0) need(customers.create(office.world.admin(), fields));
  }
  auto outside = office.person("王外");
  outside.centre_id = office.world.south;
  outside.tags = {"VIP"};
  office.add(outside);
  for (std::size_t centres : {search::Index::max_marks + 6, search::Index::max_marks, std::size_t{30}}) {
    many.centres_below.resize(centres);
    std::vector<std::string> expected;
    for (int i = 60; i >= 0; i -= 20)
      if (static_cast<std::size_t>(i) + 1 < centres) expected.push_back("王" + std::to_string(i));
    EXPECT_EQ(office.found(many, {}), expected);
    EXPECT_EQ(office.found(many, {.text = "王"}), expected);
    EXPECT_EQ(office.found(many, {.tag = "VIP"}), expected);
    EXPECT_EQ(office.found(many, {.tag = "VIP", .kind = Kind::Person}), expected);
  }
}

YINGDA_ON_BOTH_ENGINES(CustomerMarks);
