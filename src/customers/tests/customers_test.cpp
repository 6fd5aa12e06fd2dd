// Tests of the verbs on one customer, of lists and of rights.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "customers/testing.h"
#include "tests/support/databases.h"

using namespace customers;
using customers::fixture::need;
using customers::fixture::Office;
using customers::fixture::why;
using org::Scope;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

class CustomerFiles : public support::StoreTest {
 protected:
  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  Customers& customers = office.customers;
  org::Actor& admin = office.admin;

  Customer edit(const Customer& seen, const CustomerFields& fields) {
    return need(customers.edit(admin, seen.id, seen.version, fields));
  }
  std::int64_t count(const std::string& sql) {
    return database().read([&](db::Transaction& tx) { return tx.query(sql)[0].integer(0); });
  }
  std::vector<std::string> history(CustomerId id) {
    std::vector<std::string> lines;
    for (const auto& change : need(customers.changes(admin, id, {})).items) {
      auto line = base::word_of(change.kind);
      for (const auto& [field, before, after] : change.differences)
        line += " | " + field + ": " + before + " > " + after;
      lines.push_back(line);
    }
    return lines;
  }
};

CustomerFields whole(const Office& office) {
  auto fields = office.person("王小明", "13800138000");
  fields.stage = Stage::Customer;
  fields.note = "喜欢晚上联系\n第二行";
  fields.tags = {"VIP", "老客户"};
  fields.identities.push_back({"", IdentityKind::Email, "Wang@Example.com", "单位", true, false});
  fields.identities.push_back({"", IdentityKind::IdCard, "11010519491231002X", "", false, false});
  fields.addresses = {{"家里", "上海市浦东新区", "世纪大道100号", "200120"}};
  return fields;
}

}  // namespace

TEST_P(CustomerFiles, AFileComesBackWithItsIdentitiesMasked) {
  auto made = office.add(whole(office));
  auto read = office.get(made.id);
  EXPECT_EQ(base::to_json(read), base::to_json(made));
  EXPECT_EQ(read.name, "王小明");
  EXPECT_EQ(read.note, "喜欢晚上联系\n第二行");
  EXPECT_THAT(read.tags, ElementsAre("VIP", "老客户"));
  ASSERT_EQ(read.identities.size(), 3u);
  EXPECT_EQ(read.identities[0].value, "138****8000");
  EXPECT_EQ(read.identities[1].value, "W****@Example.com");
  EXPECT_EQ(read.identities[1].label, "单位");
  EXPECT_TRUE(read.identities[1].preferred);
  EXPECT_EQ(read.identities[2].value, "110***********002X");
  EXPECT_TRUE(read.identities[0].masked);
  EXPECT_EQ(read.addresses.at(0).street, "世纪大道100号");
}

TEST_P(CustomerFiles, NothingReadableOfAnIdentityIsInTheDatabase) {
  office.add(whole(office));
  EXPECT_EQ(count("SELECT count(*) FROM customer_identity WHERE sealed LIKE '%13800138000%' OR value_index LIKE "
                  "'%8000%8000%'"),
            0);
  EXPECT_EQ(count("SELECT count(*) FROM customer_change WHERE differences LIKE '%13800138000%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE body LIKE '%13800138000%' OR body LIKE '%王%'"), 0);
}

TEST_P(CustomerFiles, TheMaskedValueSentBackLeavesTheIdentityAsItIs) {
  auto made = office.add(whole(office));
  CustomerFields fields = made;
  fields.name = "王大明";
  auto edited = edit(made, fields);
  EXPECT_EQ(edited.version, 2);
  EXPECT_EQ(edited.identities[0].id, made.identities[0].id);
  EXPECT_EQ(need(customers.unmask(admin, made.id)).identities[0].value, "13800138000");
  EXPECT_THAT(history(made.id), ElementsAre("edited | name: 王小明 > 王大明", "created"));
}

TEST_P(CustomerFiles, AMaskThatBelongsToNothingIsNotSaved) {
  auto fields = office.person("王小明", "138****8000");
  EXPECT_EQ(why(customers.create(admin, fields)), "/identities/0/value masked_value");
  auto made = office.add("王小明", "13800138000");
  fields = made;
  fields.identities[0].value = "139****8000";
  EXPECT_EQ(why(customers.edit(admin, made.id, 1, fields)), "/identities/0/value masked_value");
  fields.identities[0].id = "12345";
  EXPECT_EQ(why(customers.edit(admin, made.id, 1, fields)), "/identities/0/id no_such_object");
}

TEST_P(CustomerFiles, AnEditThatSawAnOlderVersionIsRefused) {
  auto made = office.add("王小明");
  edit(made, office.person("王大明"));
  EXPECT_EQ(why(customers.edit(admin, made.id, made.version, office.person("王中明"))), "stale");
  EXPECT_EQ(office.get(made.id).name, "王大明");
}

TEST_P(CustomerFiles, TheHistoryTellsWhoChangedWhatWithIdentitiesMasked) {
  auto made = office.add(whole(office));
  CustomerFields fields = made;
  fields.identities.erase(fields.identities.begin());
  fields.identities[0].label = "家里";
  fields.identities.push_back({"", IdentityKind::Phone, "+86 139 0013 9000", "", false, false});
  fields.tags = {"VIP"};
  fields.addresses.clear();
  fields.centre_id = office.world.south;
  edit(made, fields);
  EXPECT_EQ(
      history(made.id).at(0),
      "edited | centre_id: 北方中心 > 南方中心 | tags: VIP, 老客户 > VIP | identities/phone: 138****8000 >  | "
      "identities/email: W****@Example.com (单位) ★ > W****@Example.com (家里) ★ | identities/phone:  > 139****9000 | "
      "addresses: 家里: 上海市浦东新区 世纪大道100号 200120 > ");
  auto change = need(customers.changes(admin, made.id, {})).items.at(0);
  EXPECT_EQ(change.actor_name, "管理员");
  EXPECT_EQ(change.customer_id, made.id);
}

TEST_P(CustomerFiles, AllFaultsOfABodyAreToldAtOnce) {
  auto fields = office.person("王小明", "12");
  fields.identities.push_back({"", IdentityKind::IdCard, "110105194912310021", "", false, false});
  fields.identities.push_back({"", IdentityKind::Phone, "13800138000", "", false, false});
  fields.identities.push_back({"", IdentityKind::Phone, "+8613800138000", "", false, false});
  fields.addresses.emplace_back();
  fields.fields["nope"] = "1";
  auto refused = customers.create(admin, fields);
  ASSERT_FALSE(refused);
  std::vector<std::string> faults;
  for (const auto& fault : refused.error().faults) faults.push_back(fault.path + ' ' + fault.code);
  EXPECT_THAT(faults,
              ElementsAre("/identities/0/value bad_phone", "/identities/1/value bad_id_card",
                          "/identities/3/value twice", "/addresses/0/street missing", "/fields/nope unknown_field"));
}

TEST_P(CustomerFiles, AFamilySharesAPhoneButNobodySharesAnIdCard) {
  office.add(whole(office));
  auto wife = office.person("李小红", "13800138000");
  office.add(wife);
  wife.identities.push_back({"", IdentityKind::IdCard, "11010519491231002x", "", false, false});
  EXPECT_EQ(why(customers.create(admin, wife)), "/identities/1/value taken");
}

TEST_P(CustomerFiles, TagsThatDifferInCaseAreOne) {
  auto fields = office.person("王小明");
  fields.tags = {"VIP", "vip", "老客户"};
  EXPECT_THAT(office.add(fields).tags, ElementsAre("VIP", "老客户"));
  auto counts = need(customers.tags(admin));
  ASSERT_EQ(counts.size(), 2u);
  fields.tags = {"vip"};
  office.add(fields);
  EXPECT_EQ(need(customers.tags(admin)).at(0).count, 2);
  EXPECT_THAT(office.found(admin, {.tag = "Vip"}), ElementsAre("王小明", "王小明"));
}

TEST_P(CustomerFiles, ACreationRepeatedWithItsKeyMakesOneFile) {
  auto actor = admin;
  actor.idempotency_key = "again";
  actor.body_digest = "d";
  auto first = need(customers.create(actor, whole(office)));
  auto second = need(customers.create(actor, whole(office)));
  EXPECT_EQ(base::to_json(first), base::to_json(second));
  EXPECT_EQ(count("SELECT count(*) FROM customer"), 1);
}

TEST_P(CustomerFiles, WhatNothingRefersToIsDeletedWithAllItsParts) {
  auto made = office.add(whole(office));
  auto other = office.add("李四");
  need(customers.relate(admin, made.id, {other.id, RelationKind::Family, ""}));
  EXPECT_EQ(why(customers.remove(admin, made.id)), "customer_in_use");
  need(customers.unrelate(admin, made.id, other.id));
  need(customers.remove(admin, made.id));
  EXPECT_EQ(why(customers.customer(admin, made.id)), "not_found");
  EXPECT_THAT(office.found("王小明"), IsEmpty());
  EXPECT_EQ(count("SELECT count(*) FROM customer_identity"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'customer.deleted'"), 1);
}

TEST_P(CustomerFiles, EachLookAtWholeIdentitiesIsAudited) {
  auto made = office.add(whole(office));
  auto viewer = office.someone("viewer", {"customers.view"}, Scope::Centre);
  EXPECT_EQ(why(customers.unmask(viewer, made.id)), "right_missing");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'customer.unmasked'"), 0);
  auto shown = need(customers.unmask(admin, made.id));
  EXPECT_EQ(shown.identities[1].value, "Wang@Example.com");
  EXPECT_FALSE(shown.identities[1].masked);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'customer.unmasked' AND subject_id = " + made.id.text()),
            1);
}

// Lists and search.

TEST_P(CustomerFiles, OneBoxFindsNamesWordsAndIdentities) {
  auto wang = office.add(whole(office));
  auto li = office.person("李小明", "021-61234567");
  li.note = "VIP 续约";
  office.add(li);
  EXPECT_THAT(office.found("小明"), ElementsAre("李小明", "王小明"));
  EXPECT_THAT(office.found("王小"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("世纪大道"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("vip"), ElementsAre("李小明", "王小明"));
  EXPECT_THAT(office.found("续约"), ElementsAre("李小明"));
  EXPECT_THAT(office.found("+86 138-0013-8000"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("8000"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("4567"), ElementsAre("李小明"));
  EXPECT_THAT(office.found("002x"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("wang@example.com"), ElementsAre("王小明"));
  EXPECT_THAT(office.found("1380013"), IsEmpty());
  EXPECT_THAT(office.found("？！"), IsEmpty());
  EXPECT_THAT(office.found("' OR 1=1 --"), IsEmpty());
}

TEST_P(CustomerFiles, AnEditIsFoundByItsNewWordsOnly) {
  auto made = office.add("王小明");
  edit(made, office.person("赵铁柱"));
  EXPECT_THAT(office.found("王小明"), IsEmpty());
  EXPECT_THAT(office.found("铁柱"), ElementsAre("赵铁柱"));
}

TEST_P(CustomerFiles, ListsAreNarrowedByEveryFilter) {
  auto fields = office.person("甲公司");
  fields.kind = Kind::Organization;
  fields.stage = Stage::Prospect;
  fields.tags = {"大客户"};
  auto owner = office.world.add_person("owner", office.world.north_place(), {});
  fields.owner_id = owner.id;
  office.add(fields);
  auto other = office.person("乙");
  other.centre_id = office.world.south;
  office.add(other);
  EXPECT_THAT(office.found(admin, {}), ElementsAre("乙", "甲公司"));
  EXPECT_THAT(office.found(admin, {.tag = "大客户"}), ElementsAre("甲公司"));
  EXPECT_THAT(office.found(admin, {.stage = Stage::Prospect}), ElementsAre("甲公司"));
  EXPECT_THAT(office.found(admin, {.kind = Kind::Person}), ElementsAre("乙"));
  EXPECT_THAT(office.found(admin, {.centre_id = office.world.south}), ElementsAre("乙"));
  EXPECT_THAT(office.found(admin, {.owner_id = owner.id}), ElementsAre("甲公司"));
  EXPECT_THAT(office.found(admin, {.text = "公司", .tag = "大客户", .kind = Kind::Organization}),
              ElementsAre("甲公司"));
  EXPECT_THAT(office.found(admin, {.text = "公司", .kind = Kind::Person}), IsEmpty());
}

TEST_P(CustomerFiles, PagesGoOnWhereTheLastOneEnded) {
  for (int i = 0; i < 5; ++i) office.add("客户" + std::to_string(i));
  auto first = need(customers.customers(admin, {.text = "客户"}, {2, {}}));
  EXPECT_EQ(first.total, 5);
  ASSERT_TRUE(first.next);
  auto second = need(customers.customers(admin, {.text = "客户"}, {2, base::parse_id(*first.next)}));
  EXPECT_EQ(second.items.at(0).name, "客户2");
  auto third = need(customers.customers(admin, {.text = "客户"}, {2, base::parse_id(*second.next)}));
  ASSERT_EQ(third.items.size(), 1u);
  EXPECT_FALSE(third.next);
}

// Rights.

TEST_P(CustomerFiles, OutsideTheOwnCentreACustomerIsNotFound) {
  auto south = office.person("南方人", "13800138000");
  south.centre_id = office.world.south;
  auto made = office.add(south);
  auto north = office.someone(
      "north", {"customers.view", "customers.edit", "customers.delete", "customers.unmask", "customers.merge"},
      Scope::Centre);
  EXPECT_EQ(why(customers.customer(north, made.id)), "not_found");
  EXPECT_EQ(why(customers.edit(north, made.id, 1, office.person("北方人"))), "not_found");
  EXPECT_EQ(why(customers.remove(north, made.id)), "not_found");
  EXPECT_EQ(why(customers.unmask(north, made.id)), "not_found");
  EXPECT_EQ(why(customers.changes(north, made.id, {})), "not_found");
  EXPECT_EQ(why(customers.relations(north, made.id)), "not_found");
  EXPECT_EQ(why(customers.duplicates(north, made.id)), "not_found");
  EXPECT_THAT(office.found(north, {.text = "13800138000"}), IsEmpty());
  EXPECT_THAT(need(customers.tags(north)), IsEmpty());
  EXPECT_EQ(why(customers.create(north, south)), "/centre_id no_such_object");
  auto own = need(customers.create(north, office.person("北方人")));
  EXPECT_EQ(why(customers.merge(north, own.id, made.id)), "/other_id no_such_object");
  EXPECT_EQ(why(customers.relate(north, own.id, {made.id, RelationKind::Family, ""})), "/other_id no_such_object");
  CustomerFields moved = own;
  moved.centre_id = office.world.south;
  EXPECT_EQ(why(customers.edit(north, own.id, 1, moved)), "/centre_id no_such_object");
}

TEST_P(CustomerFiles, OwnScopeReachesWhatThePersonLooksAfter) {
  auto agent = office.someone("agent", {"customers.view", "customers.edit"}, Scope::Own);
  auto colleague = office.someone("colleague", {"customers.view"}, Scope::Team);
  auto stranger = office.someone("stranger", {"customers.view"}, Scope::Team,
                                 {office.world.north, office.world.north_department, {}, {}});
  office.add("无主");
  auto own = need(customers.create(agent, office.person("我的")));
  EXPECT_EQ(own.owner_id, agent.place.person_id);
  EXPECT_THAT(office.found(agent, {}), ElementsAre("我的"));
  EXPECT_THAT(office.found(colleague, {}), ElementsAre("我的"));
  EXPECT_THAT(office.found(stranger, {}), IsEmpty());
  EXPECT_EQ(need(customers.customer(colleague, own.id)).name, "我的");
  EXPECT_EQ(why(customers.customer(stranger, own.id)), "not_found");
  CustomerFields given = own;
  given.owner_id = colleague.place.person_id;
  EXPECT_EQ(why(customers.edit(agent, own.id, 1, given)), "/owner_id no_such_object");
}

TEST_P(CustomerFiles, TheOwnerIsOfTheSameCentre) {
  auto far = office.world.add_person("far", office.world.south_place(), {});
  auto fields = office.person("王小明");
  fields.owner_id = far.id;
  EXPECT_EQ(why(customers.create(admin, fields)), "/owner_id no_such_object");
}

TEST_P(CustomerFiles, EveryVerbAsksForItsRight) {
  auto made = office.add("王小明");
  auto nobody = office.someone("nobody", {"people.view"}, Scope::Centre);
  EXPECT_EQ(why(customers.customers(nobody, {}, {})), "right_missing");
  EXPECT_EQ(why(customers.customer(nobody, made.id)), "right_missing");
  EXPECT_EQ(why(customers.create(nobody, office.person("x"))), "right_missing");
  EXPECT_EQ(why(customers.edit(nobody, made.id, 1, office.person("x"))), "right_missing");
  EXPECT_EQ(why(customers.remove(nobody, made.id)), "right_missing");
  EXPECT_EQ(why(customers.unmask(nobody, made.id)), "right_missing");
  EXPECT_EQ(why(customers.changes(nobody, made.id, {})), "right_missing");
  EXPECT_EQ(why(customers.relations(nobody, made.id)), "right_missing");
  EXPECT_EQ(why(customers.relate(nobody, made.id, {})), "right_missing");
  EXPECT_EQ(why(customers.unrelate(nobody, made.id, made.id)), "right_missing");
  EXPECT_EQ(why(customers.duplicates(nobody, made.id)), "right_missing");
  EXPECT_EQ(why(customers.merge(nobody, made.id, {1})), "right_missing");
  EXPECT_EQ(why(customers.split(nobody, made.id, {1})), "right_missing");
  EXPECT_EQ(why(customers.tags(nobody)), "right_missing");
  EXPECT_EQ(why(customers.fields(nobody)), "right_missing");
  EXPECT_EQ(why(customers.create_field(nobody, {})), "right_missing");
  EXPECT_EQ(why(customers.edit_field(nobody, {1}, 1, {})), "right_missing");
  EXPECT_EQ(why(customers.delete_field(nobody, {1})), "right_missing");
  EXPECT_EQ(why(customers.export_csv(nobody, {})), "right_missing");
  EXPECT_EQ(why(customers.upload(nobody, office.world.north, "a.csv", "a\nb\n")), "right_missing");
  EXPECT_EQ(why(customers.imports(nobody, {})), "right_missing");
  EXPECT_EQ(why(customers.import(nobody, {1})), "right_missing");
  EXPECT_EQ(why(customers.run_import(nobody, {1}, {})), "right_missing");
  EXPECT_EQ(why(customers.discard_import(nobody, {1})), "right_missing");
  EXPECT_EQ(why(customers.import_faults(nobody, {1}, {})), "right_missing");
  EXPECT_EQ(why(customers.faulty_rows(nobody, {1})), "right_missing");
}

// Relations.

TEST_P(CustomerFiles, ARelationIsSeenFromBothSides) {
  auto boss = office.add("老板"), clerk = office.add("员工");
  need(customers.relate(admin, boss.id, {clerk.id, RelationKind::Employee, "财务"}));
  auto seen = need(customers.relations(admin, clerk.id)).at(0);
  EXPECT_EQ(seen.other_name, "老板");
  EXPECT_EQ(seen.kind, RelationKind::Employer);
  EXPECT_EQ(seen.note, "财务");
  EXPECT_EQ(why(customers.relate(admin, clerk.id, {boss.id, RelationKind::Family, ""})), "/other_id related_already");
  EXPECT_EQ(why(customers.relate(admin, clerk.id, {clerk.id, RelationKind::Family, ""})), "/other_id same_customer");
  need(customers.unrelate(admin, clerk.id, boss.id));
  EXPECT_THAT(need(customers.relations(admin, boss.id)), IsEmpty());
  EXPECT_EQ(why(customers.unrelate(admin, clerk.id, boss.id)), "not_found");
  EXPECT_THAT(history(boss.id),
              ElementsAre("unrelated | relations: 员工 > ", "related | relations:  > 员工", "created"));
}

TEST_P(CustomerFiles, TheNameOfARelativeOutOfReachIsNotTold) {
  auto south = office.person("南方人");
  south.centre_id = office.world.south;
  auto far = office.add(south), near = office.add("北方人");
  need(customers.relate(admin, near.id, {far.id, RelationKind::Family, ""}));
  auto north = office.someone("north", {"customers.view"}, Scope::Centre);
  EXPECT_EQ(need(customers.relations(north, near.id)).at(0).other_name, "");
}

// Own fields.

TEST_P(CustomerFiles, OwnFieldsAreDefinedUsedAndProtected) {
  auto grade =
      need(customers.create_field(admin, {"grade", "等级", "Grade", FieldKind::Choice, {"金", "银"}, true, 1, true}));
  EXPECT_EQ(why(customers.create_field(admin, {"grade", "等级", "", FieldKind::Text, {}, false, 2, true})),
            "/key taken");
  EXPECT_EQ(why(customers.create_field(admin, {"Grade", "等级", "", FieldKind::Text, {}, false, 2, true})),
            "/key bad_field_key");
  EXPECT_EQ(why(customers.create(admin, office.person("王小明"))), "/fields/grade missing");
  auto fields = office.person("王小明");
  fields.fields["grade"] = "铜";
  EXPECT_EQ(why(customers.create(admin, fields)), "/fields/grade not_a_choice");
  fields.fields["grade"] = "金";
  auto made = office.add(fields);
  EXPECT_EQ(made.fields.at("grade"), "金");
  EXPECT_EQ(why(customers.delete_field(admin, grade.id)), "field_has_values");
  FieldFields changed = grade;
  changed.kind = FieldKind::Text;
  changed.choices.clear();
  EXPECT_EQ(why(customers.edit_field(admin, grade.id, 1, changed)), "/kind field_has_values");
  changed = grade;
  changed.active = false;
  need(customers.edit_field(admin, grade.id, 1, changed));
  edit(made, fields);
  fields.fields.clear();
  edit(office.get(made.id), fields);
  need(customers.delete_field(admin, grade.id));
  EXPECT_THAT(need(customers.fields(admin)), IsEmpty());
}

TEST_P(CustomerFiles, LongValuesOfOwnFieldsComeBackWhole) {
  need(customers.create_field(admin, {"story", "经历", "", FieldKind::Text, {}, false, 1, true}));
  auto fields = office.person("王小明");
  for (int i = 0; i < 500; ++i) fields.fields["story"] += "长";
  for (int i = 0; i < 4'000; ++i) fields.note += "注";
  auto made = office.add(fields);
  EXPECT_EQ(office.get(made.id).fields.at("story"), fields.fields.at("story"));
  auto edited = fields;
  edited.note = "短";
  edit(made, edited);
  EXPECT_EQ(need(customers.changes(admin, made.id, {})).items.at(0).differences.at(0).before, fields.note);
}

TEST_P(CustomerFiles, OwnFieldsAreDefinedFromTheRootOnly) {
  auto local = office.someone("local", {"customers.fields"}, Scope::CentreAndBelow);
  EXPECT_EQ(why(customers.create_field(local, {"a", "a", "", FieldKind::Text, {}, false, 1, true})),
            "fields_need_whole_tree");
}

// Export.

TEST_P(CustomerFiles, AnExportHoldsWhatIsWithinReachAndNoFormula) {
  need(customers.create_field(admin, {"grade", "等级", "Grade", FieldKind::Text, {}, false, 1, true}));
  auto fields = whole(office);
  fields.name = "=cmd|' /C calc'!A0";
  fields.fields["grade"] = "+金";
  office.add(fields);
  auto south = office.person("南方人");
  south.centre_id = office.world.south;
  office.add(south);
  auto text_for = [&](const org::Actor& actor) {
    auto download = need(customers.export_csv(actor, {}));
    std::string text;
    for (auto piece = download(); !piece.empty(); piece = download()) text += piece;
    return text;
  };
  auto exporter = office.someone("exporter", {"customers.export"}, Scope::Centre);
  auto text = text_for(exporter);
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF编号,类型,姓名"));
  EXPECT_THAT(text, testing::HasSubstr("\"'=cmd|' /C calc'!A0\""));
  EXPECT_THAT(text, testing::HasSubstr("\"'+金\""));
  EXPECT_THAT(text, testing::HasSubstr("138****8000"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("13800138000")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("南方人")));
  auto all = text_for(admin);
  EXPECT_THAT(all, testing::HasSubstr("13800138000"));
  EXPECT_THAT(all, testing::HasSubstr("南方人"));
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'customer.exported'"), 2);
}

TEST_P(CustomerFiles, AnExportOfManyPagesHoldsEachCustomerOnce) {
  for (int i = 0; i < 401; ++i) office.add("客户" + std::to_string(i));
  auto download = need(customers.export_csv(admin, {}));
  std::string text;
  int pieces = 0;
  for (auto piece = download(); !piece.empty(); piece = download(), ++pieces) text += piece;
  EXPECT_EQ(pieces, 3);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 402);
}

YINGDA_ON_BOTH_ENGINES(CustomerFiles);
