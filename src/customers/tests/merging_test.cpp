// Tests of duplicates, merges and splits.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "customers/testing.h"
#include "tests/support/databases.h"

using namespace customers;
using customers::fixture::need;
using customers::fixture::Office;
using customers::fixture::why;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

class Merging : public support::StoreTest {
 protected:
  void SetUp() override {
    need(customers.create_field(admin, {"grade", "等级", "", FieldKind::Text, {}, false, 1, true}));
    need(customers.create_field(admin, {"city", "城市", "", FieldKind::Text, {}, false, 2, true}));
    auto fields = office.person("王小明", "13800138000");
    fields.tags = {"VIP"};
    fields.fields = {{"grade", "金"}};
    fields.addresses = {{"家里", "上海市", "世纪大道100号", ""}};
    kept = office.add(fields);
    fields = office.person("王晓明", "+86 138 0013 8000");
    fields.identities.push_back({"", IdentityKind::Email, "wang@example.com", "单位", true, false});
    fields.identities.push_back({"", IdentityKind::IdCard, "11010519491231002X", "", false, false});
    fields.tags = {"vip", "投诉过"};
    fields.fields = {{"grade", "银"}, {"city", "上海"}};
    fields.note = "住得远";
    fields.stage = Stage::Customer;
    fields.addresses = {{"", "上海市", "世纪大道 100号", ""}, {"单位", "北京市", "长安街1号", "100000"}};
    other = office.add(fields);
    wife = office.add("李小红");
    need(customers.relate(admin, other.id, {wife.id, RelationKind::Family, "妻子"}));
  }

  std::vector<std::string> whole_identities(CustomerId id) {
    std::vector<std::string> values;
    for (const auto& identity : need(customers.unmask(admin, id)).identities)
      values.push_back(identity.value + (identity.label.empty() ? "" : " " + identity.label));
    return values;
  }
  std::vector<CustomerId> related(CustomerId id) {
    std::vector<CustomerId> ids;
    for (const auto& relation : need(customers.relations(admin, id))) ids.push_back(relation.other_id);
    return ids;
  }
  std::vector<std::string> differences(const Change& change) {
    std::vector<std::string> lines;
    for (const auto& [field, before, after] : change.differences)
      lines.push_back(field + ": " + before + " > " + after);
    return lines;
  }
  std::int64_t count(const std::string& sql) {
    return database().read([&](db::Transaction& tx) { return tx.query(sql)[0].integer(0); });
  }

  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  Customers& customers = office.customers;
  org::Actor& admin = office.admin;
  Customer kept, other, wife;
};

}  // namespace

TEST_P(Merging, TheKeptFileWinsAndTakesOverWhatItLacks) {
  auto merged = need(customers.merge(admin, kept.id, other.id));
  EXPECT_EQ(merged.name, "王小明");
  EXPECT_EQ(merged.stage, Stage::Lead);
  EXPECT_EQ(merged.note, "住得远");
  EXPECT_THAT(merged.tags, ElementsAre("VIP", "投诉过"));
  EXPECT_THAT(merged.fields, UnorderedElementsAre(testing::Pair("grade", "金"), testing::Pair("city", "上海")));
  EXPECT_THAT(whole_identities(kept.id), ElementsAre("13800138000", "wang@example.com 单位", "11010519491231002X"));
  ASSERT_EQ(merged.addresses.size(), 2u);
  EXPECT_EQ(merged.addresses[1].street, "长安街1号");
  EXPECT_THAT(related(kept.id), ElementsAre(wife.id));
  EXPECT_THAT(related(wife.id), ElementsAre(kept.id));
}

TEST_P(Merging, WhatDidNotEnterStandsInTheHistory) {
  need(customers.merge(admin, kept.id, other.id));
  auto mine = need(customers.changes(admin, kept.id, {})).items;
  auto merged = std::find_if(mine.begin(), mine.end(), [](const Change& c) { return c.kind == ChangeKind::Merged; });
  ASSERT_NE(merged, mine.end());
  EXPECT_THAT(differences(*merged),
              testing::IsSupersetOf({"merged/name: 王晓明 > 王小明", "merged/stage: customer > lead",
                                     "merged/fields/grade: 银 > 金", "note:  > 住得远",
                                     "identities/email:  > w****@example.com (单位) ★"}));
}

TEST_P(Merging, TheHistoryOfBothIsReadAsOne) {
  need(customers.merge(admin, kept.id, other.id));
  std::vector<CustomerId> files;
  for (const auto& change : need(customers.changes(admin, kept.id, {})).items) files.push_back(change.customer_id);
  EXPECT_THAT(files, Contains(other.id));
  EXPECT_THAT(files, Contains(kept.id));
}

TEST_P(Merging, AnOldIdStillAnswersAndSaysWhereItWent) {
  need(customers.merge(admin, kept.id, other.id));
  auto gone = office.get(other.id);
  EXPECT_EQ(gone.merged_into, kept.id);
  EXPECT_EQ(gone.name, "王晓明");
  auto last = office.add("最终");
  need(customers.merge(admin, last.id, kept.id));
  EXPECT_EQ(office.get(other.id).merged_into, last.id);
  EXPECT_EQ(why(customers.edit(admin, other.id, gone.version, office.person("x"))), "customer_merged");
  EXPECT_EQ(why(customers.merge(admin, other.id, last.id)), "customer_merged");
}

TEST_P(Merging, AFileThatWentAwayIsInNoListAndNoCount) {
  need(customers.merge(admin, kept.id, other.id));
  EXPECT_THAT(office.found("王晓明"), IsEmpty());
  EXPECT_THAT(office.found("13800138000"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("wang@example.com"), ElementsAre("王小明"));
  auto tags = need(customers.tags(admin));
  EXPECT_THAT(tags, testing::Each(testing::Field(&TagCount::count, 1)));
}

TEST_P(Merging, DoingItTwiceIsDoingItOnce) {
  auto once = need(customers.merge(admin, kept.id, other.id));
  auto twice = need(customers.merge(admin, kept.id, other.id));
  EXPECT_EQ(base::to_json(once), base::to_json(twice));
  EXPECT_EQ(count("SELECT count(*) FROM customer_merge"), 1);
  EXPECT_EQ(why(customers.merge(admin, kept.id, kept.id)), "/other_id same_customer");
}

TEST_P(Merging, RelationsBetweenTheTwoAndToTheSameThirdDoNotDouble) {
  need(customers.relate(admin, kept.id, {other.id, RelationKind::Family, ""}));
  need(customers.relate(admin, kept.id, {wife.id, RelationKind::Neighbour, "邻居"}));
  need(customers.merge(admin, kept.id, other.id));
  auto relations = need(customers.relations(admin, kept.id));
  ASSERT_EQ(relations.size(), 1u);
  EXPECT_EQ(relations[0].kind, RelationKind::Neighbour);
  EXPECT_THAT(related(wife.id), ElementsAre(kept.id));
}

TEST_P(Merging, ASplitGivesBothBackWhatTheyHad) {
  auto before_kept = office.get(kept.id), before_other = office.get(other.id);
  auto identities = whole_identities(other.id);
  need(customers.merge(admin, kept.id, other.id));
  auto back = need(customers.split(admin, kept.id, other.id));
  EXPECT_FALSE(back.merged_into);
  EXPECT_EQ(whole_identities(other.id), identities);
  auto same = [](Customer now, Customer before) {
    now.version = before.version;
    now.updated_at = before.updated_at;
    return base::to_json(now) == base::to_json(before);
  };
  EXPECT_TRUE(same(office.get(other.id), before_other)) << base::to_json(office.get(other.id));
  EXPECT_TRUE(same(office.get(kept.id), before_kept)) << base::to_json(office.get(kept.id));
  EXPECT_THAT(related(other.id), ElementsAre(wife.id));
  EXPECT_THAT(related(kept.id), IsEmpty());
  EXPECT_THAT(office.found("王晓明"), ElementsAre("王晓明"));
  EXPECT_THAT(office.found("13800138000"), UnorderedElementsAre("王小明", "王晓明"));
  EXPECT_EQ(why(customers.split(admin, kept.id, other.id)), "/other_id not_merged_here");
  need(customers.merge(admin, kept.id, other.id));
}

TEST_P(Merging, ASplitLeavesWhatWasEditedSince) {
  auto merged = need(customers.merge(admin, kept.id, other.id));
  CustomerFields fields = merged;
  fields.fields["city"] = "杭州";
  fields.note = "新备注";
  fields.identities.push_back({"", IdentityKind::Phone, "13900139000", "", false, false});
  need(customers.edit(admin, kept.id, merged.version, fields));
  need(customers.split(admin, kept.id, other.id));
  auto now = office.get(kept.id);
  EXPECT_EQ(now.fields.at("city"), "杭州");
  EXPECT_EQ(now.note, "新备注");
  EXPECT_THAT(whole_identities(kept.id), ElementsAre("13800138000", "13900139000"));
  EXPECT_EQ(office.get(other.id).note, "住得远");
}

TEST_P(Merging, AFileIntoWhichOthersWentIsNotDeleted) {
  need(customers.merge(admin, kept.id, wife.id));
  EXPECT_EQ(why(customers.remove(admin, kept.id)), "customer_in_use");
  need(customers.split(admin, kept.id, wife.id));
}

TEST_P(Merging, TooMuchForOneFileIsRefusedWhole) {
  auto fields = office.person("很多号码");
  for (int i = 0; i < 30; ++i)
    fields.identities.push_back({"", IdentityKind::Phone, "1390013" + std::to_string(9000 + i), "", false, false});
  auto many = office.add(fields);
  EXPECT_EQ(why(customers.merge(admin, many.id, other.id)), "merge_too_large");
  EXPECT_FALSE(office.get(other.id).merged_into);
}

TEST_P(Merging, DuplicatesShareAnIdentityOrNameAndAddress) {
  auto fields = office.person("王小明");
  fields.addresses = {{"", "", "上海市世纪大道100号", ""}};
  auto same_place = office.add(fields);
  office.add("王小明", "13700137000");
  std::vector<CustomerId> ids;
  for (const auto& candidate : need(customers.duplicates(admin, kept.id))) ids.push_back(candidate.id);
  EXPECT_THAT(ids, UnorderedElementsAre(other.id, same_place.id));
  need(customers.merge(admin, kept.id, other.id));
  EXPECT_EQ(need(customers.duplicates(admin, kept.id)).size(), 1u);
}

YINGDA_ON_BOTH_ENGINES(Merging);
