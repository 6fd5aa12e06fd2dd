// Tests of imports: preview, run, faults, encodings, a crash in the middle.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/csv.h"
#include "customers/events.h"
#include "customers/testing.h"
#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

using namespace customers;
using namespace std::chrono_literals;
using customers::fixture::need;
using customers::fixture::Office;
using customers::fixture::why;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

// Lets `batches` more batches happen, then stops the job, as a stopping server does.
class Stopping final : public jobs::Progress {
 public:
  explicit Stopping(int batches) : left_(batches) {}
  bool alive() override { return --left_ > 0; }

 private:
  int left_;
};

class Imports : public support::StoreTest {
 protected:
  Import upload(const std::string& content) {
    return need(customers.upload(admin, office.world.north, "客户.csv", content));
  }
  Import run(const Import& import, Duplicates duplicates = Duplicates::Skip) {
    need(customers.run_import(admin, import.id, {import.columns, duplicates}));
    office.jobs.run_due();
    return need(customers.import(admin, import.id));
  }
  Import run(const std::string& content, Duplicates duplicates = Duplicates::Skip) {
    return run(upload(content), duplicates);
  }
  std::vector<std::string> faults(const Import& import) {
    std::vector<std::string> lines;
    for (const auto& fault : need(customers.import_faults(admin, import.id, {200, {}})).items)
      lines.push_back(std::to_string(fault.line) + ' ' + fault.column + ' ' + fault.code);
    return lines;
  }
  std::string refusal(const std::string& content) {
    auto refused = customers.upload(admin, office.world.north, "a.csv", content);
    if (refused) return "";
    auto key = refused.error().key;
    return refused.error().fields.empty() ? key : key + ' ' + refused.error().fields[0].second;
  }
  static std::string read(const Download& download) {
    std::string text;
    for (auto piece = download(); !piece.empty(); piece = download()) text += piece;
    return text;
  }
  std::int64_t count(const std::string& sql) {
    return database().read([&](db::Transaction& tx) { return tx.query(sql)[0].integer(0); });
  }
  static std::string many_rows(int rows) {
    std::string text = "姓名,手机,户号\n";
    for (int i = 0; i < rows; ++i)
      text += "客户" + std::to_string(i) + ",139" + std::to_string(10'000'000 + i) + ",A" + std::to_string(i) + "\n";
    return text;
  }

  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  Customers& customers = office.customers;
  org::Actor& admin = office.admin;
};

}  // namespace

TEST_P(Imports, APreviewTellsWhatIsInTheFile) {
  auto import =
      upload("\xEF\xBB\xBF姓名;手机;天气\r\n王伟;13800138000;晴\r\n;;\r\n\"李;雷\";13900139000;\"多\n云\"\r\n");
  EXPECT_EQ(import.state, ImportState::Previewed);
  EXPECT_EQ(import.encoding, "UTF-8");
  EXPECT_EQ(import.rows, 2);
  ASSERT_EQ(import.columns.size(), 3u);
  EXPECT_EQ(import.columns[1].target, ColumnTarget::Phone);
  EXPECT_EQ(import.columns[2].target, ColumnTarget::Skip);
  EXPECT_THAT(import.sample,
              ElementsAre(ElementsAre("王伟", "13800138000", "晴"), ElementsAre("李;雷", "13900139000", "多 云")));
  EXPECT_EQ(base::to_json(need(customers.import(admin, import.id))), base::to_json(import));
}

TEST_P(Imports, TheSampleIsForWhoeverUploadedIt) {
  auto import = upload("姓名\n王伟\n");
  auto colleague = office.someone("importer", {"customers.import"}, org::Scope::Centre);
  EXPECT_THAT(need(customers.import(colleague, import.id)).sample, IsEmpty());
  EXPECT_THAT(need(customers.imports(admin, {})).items.at(0).sample, IsEmpty());
  auto south = office.someone("south", {"customers.import"}, org::Scope::Centre, office.world.south_place());
  EXPECT_EQ(why(customers.import(south, import.id)), "not_found");
  EXPECT_EQ(why(customers.upload(south, office.world.north, "a.csv", "姓名\n王伟\n")), "/centre_id no_such_object");
}

TEST_P(Imports, NothingReadableOfAPreviewIsInTheDatabase) {
  upload("姓名,手机\n王伟,13800138000\n");
  EXPECT_EQ(count("SELECT count(*) FROM customer_import WHERE sample LIKE '%138%' OR columns LIKE '%138%'"), 0);
}

TEST_P(Imports, FilesInTheEncodingsOfTheOfficeAreRead) {
  std::string utf16("\xFF\xFE", 2);
  for (char16_t c : std::u16string(u"姓名\t手机\r\n王伟\t13800138000\r\n")) {
    utf16 += static_cast<char>(c & 0xFF);
    utf16 += static_cast<char>(c >> 8);
  }
  auto first = upload(utf16);
  EXPECT_EQ(first.encoding, "UTF-16LE");
  EXPECT_THAT(first.sample.at(0), ElementsAre("王伟", "13800138000"));
  auto second = upload("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\n\xCD\xF5\xCE\xB0,13800138000\n");
  EXPECT_EQ(second.encoding, "GB18030");
  EXPECT_THAT(second.sample.at(0), ElementsAre("王伟", "13800138000"));
  EXPECT_EQ(run(second).created, 1);
  EXPECT_THAT(office.found("王伟"), ElementsAre("王伟"));
}

TEST_P(Imports, WhatCannotBeReadIsRefusedWithItsLine) {
  EXPECT_EQ(refusal("姓名\n王伟\n\xFF\xFF\n"), "undecodable 3");
  EXPECT_EQ(refusal("姓名,手机\n王伟,\"138\n"), "csv_quote_open 2");
  EXPECT_EQ(refusal("姓名\n\n"), "import_empty");
  EXPECT_EQ(refusal(""), "import_empty");
  EXPECT_EQ(refusal("PK\x03\x04xlsx"), "not_a_text");
  EXPECT_EQ(refusal(std::string(20 * 1024 * 1024 + 1, 'a')), "import_too_large 20 MB");
  std::string rows = "姓名\n";
  for (int i = 0; i < 200'001; ++i) rows += "a\n";
  EXPECT_EQ(refusal(rows), "import_too_many_rows 200000");
  EXPECT_EQ(count("SELECT count(*) FROM customer_import"), 0);
}

TEST_P(Imports, RowsBecomeCustomersAndScriptsStayText) {
  auto import =
      run("姓名,类型,阶段,手机,邮箱,标签,备注,地区,地址,邮编\n"
          "甲公司,企业,客户,13800138000;021-61234567,a@b.cn,VIP;老客户,=1+1,上海市,世纪大道1号,200120\n"
          "<script>alert(1)</script>,,,,,,\"line\nbreak\",,,\n");
  EXPECT_EQ(import.state, ImportState::Done);
  EXPECT_EQ(import.created, 2);
  EXPECT_EQ(import.faulty, 0);
  auto found = need(customers.customers(admin, {.text = "甲公司"}, {})).items.at(0);
  EXPECT_EQ(found.kind, Kind::Organization);
  EXPECT_EQ(found.stage, Stage::Customer);
  EXPECT_EQ(found.note, "=1+1");
  EXPECT_EQ(found.identities.size(), 3u);
  EXPECT_EQ(found.addresses.at(0).postcode, "200120");
  EXPECT_THAT(office.found("script"), ElementsAre("<script>alert(1)</script>"));
  auto history = need(customers.changes(admin, found.id, {})).items;
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].kind, ChangeKind::Imported);
  EXPECT_EQ(history[0].actor_name, "管理员");
  EXPECT_EQ(why(customers.run_import(admin, import.id, {import.columns, {}})), "import_has_run");
  EXPECT_EQ(count("SELECT count(*) FROM file WHERE removed_at IS NULL"), 0);
}

TEST_P(Imports, AllFaultsOfARowAreToldAndTheOtherRowsGoIn) {
  need(customers.create_field(admin, {"grade", "等级", "", FieldKind::Choice, {"金", "银"}, false, 1, true}));
  auto import =
      run("姓名,手机,身份证,等级,类型\n"
          "王伟,13800138000,11010519491231002X,金,个人\n"
          "李雷,12,110105194912310021,铜,外星人\n"
          ",13900139000,,,\n"
          "韩梅梅,13700137000,,银,,多余\n"
          "赵六,13600136000,,银,\n");
  EXPECT_EQ(import.created, 2);
  EXPECT_EQ(import.faulty, 3);
  EXPECT_THAT(faults(import), ElementsAre("3 类型 not_a_choice", "3 手机 bad_phone", "3 身份证 bad_id_card",
                                          "3 等级 not_a_choice", "4 姓名 missing", "5  too_many_cells"));
  EXPECT_EQ(import.faults.size(), 6u);
  EXPECT_THAT(import.faults.at(1).message, HasSubstr("电话号码"));
  auto english = admin;
  english.language = "en";
  EXPECT_THAT(need(customers.import(english, import.id)).faults.at(1).message, HasSubstr("phone number"));
}

TEST_P(Imports, FaultsArePagedAndTheirRowsDownloaded) {
  auto import = run("姓名,手机\n王伟,1\n好,13800138000\n\"李\n雷\",2\n'=x,3\n");
  auto first = need(customers.import_faults(admin, import.id, {2, {}}));
  ASSERT_TRUE(first.next);
  EXPECT_EQ(first.total, 4);
  EXPECT_EQ(need(customers.import_faults(admin, import.id, {2, base::parse_id(*first.next)})).items.size(), 2u);
  auto text = read(need(customers.faulty_rows(admin, import.id)));
  base::CsvReader reader(std::string_view(text).substr(3), ',');
  std::vector<std::vector<std::string>> rows;
  for (auto row = reader.next(); row && *row; row = reader.next()) rows.push_back((*row)->cells);
  EXPECT_THAT(
      rows, ElementsAre(ElementsAre("姓名", "手机", "错误原因"), ElementsAre("王伟", "1", "手机: 不是有效的电话号码。"),
                        ElementsAre("李\n雷", "2", "姓名: 含有控制字符。; 手机: 不是有效的电话号码。"),
                        ElementsAre("'=x", "3", "手机: 不是有效的电话号码。")));
}

TEST_P(Imports, KnownRowsAreSkippedOrUpdate) {
  auto fields = office.person("王伟", "13800138000");
  fields.note = "旧备注";
  fields.tags = {"VIP"};
  auto known = office.add(fields);
  const std::string table = "姓名,手机,邮箱,标签,备注,地址\n王大伟,+8613800138000,w@b.cn,老客户,,长安街1号\n";
  auto skipped = run(table);
  EXPECT_EQ(skipped.skipped, 1);
  EXPECT_EQ(office.get(known.id).name, "王伟");
  auto updated = run(table, Duplicates::Update);
  EXPECT_EQ(updated.updated, 1);
  auto now = office.get(known.id);
  EXPECT_EQ(now.name, "王大伟");
  EXPECT_EQ(now.note, "旧备注");
  EXPECT_THAT(now.tags, ElementsAre("VIP", "老客户"));
  EXPECT_EQ(now.identities.size(), 2u);
  EXPECT_EQ(now.addresses.size(), 1u);
  EXPECT_EQ(now.version, 2);
  EXPECT_EQ(run(table, Duplicates::Update).skipped, 1);  // it says nothing new any more
  EXPECT_EQ(office.get(known.id).version, 2);
}

TEST_P(Imports, ARowThatFitsSeveralCustomersUpdatesNone) {
  office.add("王伟", "13800138000");
  office.add("李雷", "13900139000");
  auto import = run("姓名,手机\n谁,13800138000;13900139000\n", Duplicates::Update);
  EXPECT_THAT(faults(import), ElementsAre("2  several_match"));
}

TEST_P(Imports, AnAccountOfAnotherCentreIsAFault) {
  auto south = office.person("南方人", "13800138000");
  south.centre_id = office.world.south;
  south.identities.push_back({"", IdentityKind::Account, "A1", "", false, false});
  office.add(south);
  auto import = run("姓名,手机,户号\n同号,13800138000,\n同户,,A1\n");
  EXPECT_EQ(import.created, 1);
  EXPECT_THAT(faults(import), ElementsAre("3 户号 taken"));
}

TEST_P(Imports, RowsThatRepeatOneAnotherGoInOnce) {
  auto import = run("姓名,手机\n王伟,13800138000\n王伟,138 0013 8000\n");
  EXPECT_EQ(import.created, 1);
  EXPECT_EQ(import.skipped, 1);
}

TEST_P(Imports, AStoppedImportGoesOnWithoutRepeatingOrLosingARow) {
  auto import = upload(many_rows(1'700) + "坏,12,\n");
  need(customers.run_import(admin, import.id, {import.columns, Duplicates::Skip}));
  jobs::Job job{{1}, "customers.import", R"({"import_id":")" + import.id.text() + "\"}", 1};
  Stopping after_two(2);
  EXPECT_THROW(customers.continue_import(job, after_two), std::exception);
  EXPECT_EQ(need(customers.import(admin, import.id)).created, 1'000);
  EXPECT_EQ(need(customers.import(admin, import.id)).state, ImportState::Running);
  Stopping never(1'000);
  customers.continue_import(job, never);
  auto done = need(customers.import(admin, import.id));
  EXPECT_EQ(done.state, ImportState::Done);
  EXPECT_EQ(done.created, 1'700);
  EXPECT_EQ(done.skipped, 0);
  EXPECT_EQ(done.faulty, 1);
  EXPECT_EQ(count("SELECT count(*) FROM customer"), 1'700);
  EXPECT_EQ(count("SELECT count(DISTINCT name) FROM customer"), 1'700);
  customers.continue_import(job, never);  // once more than needed
  EXPECT_EQ(count("SELECT count(*) FROM customer"), 1'700);
}

TEST_P(Imports, ABatchThatFailsInTheMiddleLeavesNothingBehind) {
  auto import = upload(many_rows(700));
  need(customers.run_import(admin, import.id, {import.columns, Duplicates::Skip}));
  // The 600th row meets a rule that only the database knows.
  auto trap = [&](const char* sqlite, const char* postgres) {
    database().write([&](db::Transaction& tx) {
      tx.execute(tx.engine() == db::Engine::Sqlite ? sqlite : postgres, std::vector<db::Value>{});
    });
  };
  trap("CREATE UNIQUE INDEX trap ON customer (CASE WHEN name IN ('客户599', '客户598') THEN 1 END)",
       "CREATE UNIQUE INDEX trap ON customer ((CASE WHEN name IN ('客户599', '客户598') THEN 1 END))");
  jobs::Job job{{1}, "customers.import", R"({"import_id":")" + import.id.text() + "\"}", 1};
  Stopping never(1'000);
  EXPECT_THROW(customers.continue_import(job, never), std::exception);
  EXPECT_EQ(count("SELECT count(*) FROM customer"), 500);
  EXPECT_EQ(need(customers.import(admin, import.id)).created, 500);
  job.attempt = 8;
  EXPECT_THROW(customers.continue_import(job, never), std::exception);
  auto failed = need(customers.import(admin, import.id));
  EXPECT_EQ(failed.state, ImportState::Failed);
  EXPECT_THAT(failed.failure, HasSubstr("再次运行"));
  trap("DROP INDEX trap", "DROP INDEX trap");
  office.world.clock.advance(1h);
  EXPECT_EQ(run(failed).created, 700);
}

TEST_P(Imports, TwoRunnersOfOneImportDoNotDoubleIt) {
  auto import = upload(many_rows(600));
  need(customers.run_import(admin, import.id, {import.columns, Duplicates::Skip}));
  jobs::Job job{{1}, "customers.import", R"({"import_id":")" + import.id.text() + "\"}", 1};
  // The second one runs the whole import while the first believes it still holds the job.
  class Overtaken final : public jobs::Progress {
   public:
    Overtaken(Customers& customers, const jobs::Job& job) : customers_(customers), job_(job) {}
    bool alive() override {
      Stopping never(1'000);
      customers_.continue_import(job_, never);
      return true;
    }

   private:
    Customers& customers_;
    const jobs::Job& job_;
  } overtaken(customers, job);
  EXPECT_THROW(customers.continue_import(job, overtaken), std::exception);
  EXPECT_EQ(count("SELECT count(*) FROM customer"), 600);
  EXPECT_EQ(need(customers.import(admin, import.id)).created, 600);
}

TEST_P(Imports, ProgressIsToldBatchByBatchWithoutPersonalData) {
  auto import = upload(many_rows(600));
  run(import);
  events::wait_until_settled(database());
  auto log = database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); });
  std::vector<std::int64_t> handled;
  for (const auto& event : log)
    if (event.type == ImportProgressed::type) handled.push_back(event.as<ImportProgressed>().handled);
  EXPECT_THAT(handled, ElementsAre(0, 0, 500, 600));
}

TEST_P(Imports, AbandonedPreviewsAreRemovedAfterADay) {
  auto import = upload("姓名\n王伟\n");
  auto ran = run("姓名\n李雷\n");
  office.world.clock.advance(23h);
  EXPECT_EQ(customers.remove_abandoned_imports(), 0);
  office.world.clock.advance(1h);
  EXPECT_EQ(customers.remove_abandoned_imports(), 1);
  EXPECT_EQ(why(customers.import(admin, import.id)), "not_found");
  EXPECT_EQ(need(customers.import(admin, ran.id)).created, 1);
}

TEST_P(Imports, APreviewIsThrownAwayWithItsFile) {
  auto import = upload("姓名\n王伟\n");
  need(customers.discard_import(admin, import.id));
  EXPECT_EQ(why(customers.import(admin, import.id)), "not_found");
  EXPECT_EQ(count("SELECT count(*) FROM file WHERE removed_at IS NULL"), 0);
  auto ran = run("姓名\n李雷\n");
  EXPECT_EQ(why(customers.discard_import(admin, ran.id)), "import_has_run");
}

TEST_P(Imports, ColumnsMustFitTheTable) {
  auto import = upload("姓名,手机\n王伟,13800138000\n");
  auto columns = import.columns;
  columns[0].target = ColumnTarget::Skip;
  EXPECT_EQ(why(customers.run_import(admin, import.id, {columns, {}})), "/columns name_column_missing");
  columns.pop_back();
  EXPECT_EQ(why(customers.run_import(admin, import.id, {columns, {}})), "/columns column_count");
}

YINGDA_ON_BOTH_ENGINES(Imports);
