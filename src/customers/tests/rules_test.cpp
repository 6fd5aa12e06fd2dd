// Tests of the pure rules: identities, own fields, the meaning of a table.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "customers/identities.h"
#include "customers/import_table.h"
#include "customers/own_fields.h"

using namespace customers;
using testing::ElementsAre;

namespace {

struct Case {
  std::string given, key;
};

std::string key_of(IdentityKind kind, const std::string& value) {
  auto normal = normalise(kind, value);
  return normal.fault.empty() ? normal.key : normal.fault;
}

}  // namespace

TEST(Identities, EqualPhonesHaveOneKeyHoweverTheyAreWritten) {
  for (const Case& c : std::vector<Case>{{"13800138000", "13800138000"},
                                         {" 138-0013-8000 ", "13800138000"},
                                         {"138 0013 8000", "13800138000"},
                                         {"+86 138 0013 8000", "13800138000"},
                                         {"0086-13800138000", "13800138000"},
                                         {"8613800138000", "13800138000"},
                                         {"013800138000", "13800138000"},
                                         {"１３８００１３８０００", "13800138000"},
                                         {"（021）61234567", "02161234567"},
                                         {"021-6123-4567", "02161234567"},
                                         {"+86 (0)21 6123 4567", "02161234567"},
                                         {"+86 21 61234567", "02161234567"},
                                         {"0755 8888 6666", "075588886666"},
                                         {"021-61234567-801", "02161234567-801"},
                                         {"02161234567转801", "02161234567-801"},
                                         {"61234567 ext. 801", "61234567-801"},
                                         {"61234567", "61234567"},
                                         {"400-800-1234", "4008001234"},
                                         {"+86 400 800 1234", "4008001234"},
                                         {"95588", "95588"},
                                         {"+86 95588", "95588"},
                                         {"+1 (415) 555-0100", "+14155550100"},
                                         {"001 415 555 0100", "+14155550100"},
                                         {"+852 2345 6789", "+85223456789"}})
    EXPECT_EQ(key_of(IdentityKind::Phone, c.given), c.key) << c.given;
}

TEST(Identities, WhatIsKeptOfAPhoneHasTheKeyOfWhatWasTyped) {
  for (const char* given : {"400-820-8820转801", "95588 转 1", "+1 415 555 0100 ext 22", "+86 (04917 转801",
                            "+86 013800138000", "021-61234567-801", "+86 86 13800138000"}) {
    auto once = normalise(IdentityKind::Phone, given);
    ASSERT_EQ(once.fault, "") << given;
    EXPECT_EQ(key_of(IdentityKind::Phone, once.value), once.key) << given;
  }
  EXPECT_EQ(key_of(IdentityKind::Phone, "4008208820 分机 801"), key_of(IdentityKind::Phone, "400-820-8820转801"));
  EXPECT_EQ(key_of(IdentityKind::Phone, "+86 013800138000"), "13800138000");
  EXPECT_EQ(key_of(IdentityKind::Phone, "+86 0012345678"), "bad_phone");
  EXPECT_EQ(mask(IdentityKind::Phone, "4008208820转801"), "40****8820-***");
  EXPECT_EQ(tail(IdentityKind::Phone, "4008208820转801"), "8820");
}

TEST(Identities, WhatIsNoPhoneIsAFault) {
  for (std::string given : {"12", "abc", "138001380001380", "138****8000", "电话", "+86", "13800138000转12345678", ""})
    EXPECT_EQ(key_of(IdentityKind::Phone, given), "bad_phone") << given;
}

TEST(Identities, MailIsKeptAsWrittenAndFoundWhateverItsCase) {
  EXPECT_EQ(key_of(IdentityKind::Email, " Zhang.San@Example.COM"), "zhang.san@example.com");
  EXPECT_EQ(normalise(IdentityKind::Email, "Zhang.San@Example.COM").value, "Zhang.San@Example.COM");
  EXPECT_EQ(key_of(IdentityKind::Email, "ｚ＠ｅ.cn"), "z@e.cn");
  for (std::string given : {"a", "a@b", "@b.cn", "a@b@c.cn", "a b@c.cn", "a@.cn"})
    EXPECT_EQ(key_of(IdentityKind::Email, given), "bad_email") << given;
}

TEST(Identities, AnIdCardNeedsADateAndItsCheckCharacter) {
  EXPECT_EQ(key_of(IdentityKind::IdCard, "11010519491231002X"), "11010519491231002X");
  EXPECT_EQ(key_of(IdentityKind::IdCard, "110105 19491231 002x"), "11010519491231002X");
  EXPECT_EQ(key_of(IdentityKind::IdCard, "440524188001010014"), "440524188001010014");
  for (std::string given : {"110105194912310021", "11010519491331002X", "1101051949123100", "X1010519491231002X"})
    EXPECT_EQ(key_of(IdentityKind::IdCard, given), "bad_id_card") << given;
}

TEST(Identities, OtherIdentitiesAreTrimmedAndKeepTheirCase) {
  EXPECT_EQ(key_of(IdentityKind::Account, " ＡB-001 "), "AB-001");
  EXPECT_EQ(key_of(IdentityKind::Wechat, "oX_y9"), "oX_y9");
  EXPECT_EQ(key_of(IdentityKind::Account, "  "), "missing");
}

TEST(Identities, AMaskTellsWhoWithoutTellingAll) {
  EXPECT_EQ(mask(IdentityKind::Phone, "13800138000"), "138****8000");
  EXPECT_EQ(mask(IdentityKind::Phone, "02161234567"), "021****4567");
  EXPECT_EQ(mask(IdentityKind::Phone, "075588886666"), "0755****6666");
  EXPECT_EQ(mask(IdentityKind::Phone, "02161234567-801"), "021****4567-***");
  EXPECT_EQ(mask(IdentityKind::Phone, "95588"), "9****");
  EXPECT_EQ(mask(IdentityKind::Phone, "+14155550100"), "+141****0100");
  EXPECT_EQ(mask(IdentityKind::IdCard, "11010519491231002X"), "110***********002X");
  EXPECT_EQ(mask(IdentityKind::Email, "zhang@example.com"), "z****@example.com");
  EXPECT_EQ(mask(IdentityKind::Email, "z@example.com"), "****@example.com");
  EXPECT_EQ(mask(IdentityKind::Account, "AB-000123"), "AB****23");
  EXPECT_EQ(mask(IdentityKind::Account, "用户编号一二三四"), "用户****三四");
  EXPECT_EQ(mask(IdentityKind::Other, "abc"), "****");
}

TEST(Identities, TheTailIsTheLastFourOfWhatPeopleReadOut) {
  EXPECT_EQ(tail(IdentityKind::Phone, "13800138000"), "8000");
  EXPECT_EQ(tail(IdentityKind::Phone, "02161234567-801"), "4567");
  EXPECT_EQ(tail(IdentityKind::IdCard, "11010519491231002X"), "002X");
  EXPECT_EQ(tail(IdentityKind::Email, "a@example.com"), "");
  EXPECT_EQ(tail(IdentityKind::Phone, "95588"), "");
  EXPECT_EQ(possible_tail(" ８０００"), "8000");
  EXPECT_EQ(possible_tail("002x"), "002X");
  EXPECT_EQ(possible_tail("00x2"), "");
  EXPECT_EQ(possible_tail("80001"), "");
}

TEST(Identities, AQueryMayStandForSeveralKeys) {
  EXPECT_THAT(possible_keys("+86 138 0013 8000"), testing::Contains("13800138000"));
  EXPECT_THAT(possible_keys("Zhang@Example.com"), testing::Contains("zhang@example.com"));
  EXPECT_TRUE(possible_keys("张三").empty());
}

TEST(OwnFields, ValuesMustFitTheirKind) {
  FieldFields number{"n", "数", "", FieldKind::Number, {}, false, 0, true};
  FieldFields date{"d", "日", "", FieldKind::Date, {}, false, 0, true};
  FieldFields choice{"c", "选", "", FieldKind::Choice, {"红", "绿"}, false, 0, true};
  for (std::string good : {"1", "-2.5", "0.001", "123456789012"}) EXPECT_EQ(fault_of(number, good), "") << good;
  for (std::string bad : {"", "1,000", "a", "1e5x", "0x1", "inf"})
    EXPECT_EQ(fault_of(number, bad), "not_a_number") << bad;
  EXPECT_EQ(fault_of(date, "2026-02-28"), "");
  for (std::string bad : {"2026-02-29", "2026-2-1", "20260228", "2026-02-28T00:00:00Z"})
    EXPECT_EQ(fault_of(date, bad), "not_a_date") << bad;
  EXPECT_EQ(fault_of(choice, "红"), "");
  EXPECT_EQ(fault_of(choice, "蓝"), "not_a_choice");
}

TEST(OwnFields, FaultsNameTheKeyAndWhatWasThereBeforeMayStay) {
  FieldDefinition required;
  required.key = "contract";
  required.kind = FieldKind::Number;
  required.required = true;
  FieldDefinition inactive;
  inactive.key = "old";
  inactive.active = false;
  auto faults_of = [&](const FieldValues& stored, const FieldValues& values) {
    std::vector<base::Fault> faults;
    check_values({required, inactive}, stored, values, faults);
    std::vector<std::string> all;
    for (const auto& fault : faults) all.push_back(fault.path + ' ' + fault.code);
    return all;
  };
  EXPECT_THAT(faults_of({}, {}), ElementsAre("/fields/contract missing"));
  EXPECT_THAT(faults_of({}, {{"contract", "x"}, {"a/b", "1"}, {"old", "1"}}),
              ElementsAre("/fields/a~1b unknown_field", "/fields/contract not_a_number", "/fields/old field_inactive"));
  EXPECT_THAT(faults_of({{"contract", "x"}, {"old", "1"}}, {{"contract", "x"}, {"old", "1"}}), ElementsAre());
}

TEST(Table, TitlesInChineseAndEnglishTellWhatColumnsMean) {
  FieldDefinition contract;
  contract.key = "contract_no";
  contract.name = "合同号";
  auto columns = guess_columns({"客户姓名*", "手机号 1", "手机号 2", "E-Mail", "ID Number", "户号", "省市区",
                                "详细地址", "邮编", "标签", "备注", "合同号", "姓名", "天气", ""},
                               {contract});
  std::vector<ColumnTarget> targets;
  for (const auto& column : columns) targets.push_back(column.target);
  using T = ColumnTarget;
  EXPECT_THAT(targets, ElementsAre(T::Name, T::Phone, T::Phone, T::Email, T::IdCard, T::Account, T::Region, T::Street,
                                   T::Postcode, T::Tags, T::Note, T::Field, T::Skip, T::Skip, T::Skip));
  EXPECT_EQ(columns[11].field_key, "contract_no");
}

TEST(Table, AColumnThatHoldsOneValueMayBeGivenOnce) {
  auto faults_of = [](std::vector<Column> columns, std::size_t count) {
    std::vector<base::Fault> faults;
    check_columns(columns, count, {}, faults);
    std::vector<std::string> all;
    for (const auto& fault : faults) all.push_back(fault.path + ' ' + fault.code);
    return all;
  };
  using T = ColumnTarget;
  EXPECT_THAT(faults_of({{"a", T::Name, ""}, {"b", T::Phone, ""}, {"c", T::Phone, ""}}, 3), ElementsAre());
  EXPECT_THAT(faults_of({{"a", T::Name, ""}, {"b", T::Name, ""}}, 2), ElementsAre("/columns/1/target column_twice"));
  EXPECT_THAT(faults_of({{"a", T::Phone, ""}}, 1), ElementsAre("/columns name_column_missing"));
  EXPECT_THAT(faults_of({{"a", T::Name, ""}, {"b", T::Field, "nope"}}, 2),
              ElementsAre("/columns/1/field_key no_such_object"));
  EXPECT_THAT(faults_of({{"a", T::Name, ""}}, 2), ElementsAre("/columns column_count"));
}

TEST(Table, ARowBecomesABodyAndKeepsFormulasAsText) {
  using T = ColumnTarget;
  std::vector<Column> columns{{"姓名", T::Name, ""},   {"电话", T::Phone, ""}, {"标签", T::Tags, ""},
                              {"类型", T::Kind, ""},   {"备注", T::Note, ""},  {"忽略", T::Skip, ""},
                              {"地址", T::Street, ""}, {"阶段", T::Stage, ""}};
  auto row = read_table_row({7,
                             {"=1+1", "'+86 13800138000；021-61234567", "VIP，老客户", "企业", "<script>x</script>",
                              "x", "长安街1号", "未知"}},
                            columns, {1});
  EXPECT_EQ(row.fields.name, "=1+1");
  EXPECT_EQ(row.fields.kind, Kind::Organization);
  EXPECT_EQ(row.fields.note, "<script>x</script>");
  EXPECT_THAT(row.fields.tags, ElementsAre("VIP", "老客户"));
  ASSERT_EQ(row.fields.identities.size(), 2u);
  EXPECT_EQ(row.fields.identities[0].value, "+86 13800138000");
  EXPECT_EQ(row.titles.at("/identities/1/value"), "电话");
  ASSERT_EQ(row.fields.addresses.size(), 1u);
  EXPECT_EQ(row.fields.addresses[0].street, "长安街1号");
  ASSERT_EQ(row.faults.size(), 1u);
  EXPECT_EQ(row.faults[0].path, "/stage");
}

TEST(Table, MoreCellsThanTitlesAreAFaultUnlessTheyAreEmpty) {
  std::vector<Column> columns{{"姓名", ColumnTarget::Name, ""}};
  EXPECT_TRUE(read_table_row({1, {"a", " ", ""}}, columns, {1}).faults.empty());
  EXPECT_EQ(read_table_row({1, {"a", "b"}}, columns, {1}).faults.at(0).code, "too_many_cells");
}
