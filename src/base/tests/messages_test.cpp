#include "base/messages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace base;

namespace {

class MessagesTest : public testing::Test {
 protected:
  MessagesTest() {
    write("zh-CN/errors.json",
          R"({"errors":{"name_taken":"名称“{name}”已被使用","gone":"没有"},"faults":{"missing":"必填"}})");
    write("en/errors.json", R"({"errors":{"name_taken":"The name {name} is taken"}})");
  }
  ~MessagesTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  Messages load() { return Messages::load(folder_.string()); }

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("messages" + std::to_string(::getpid()));
};

}  // namespace

TEST_F(MessagesTest, FieldsAreFilledIn) {
  EXPECT_EQ(load().text("en", "errors.name_taken", {{"name", "A"}}), "The name A is taken");
}

TEST_F(MessagesTest, AMissingTextFallsBackToChineseThenToItsKey) {
  EXPECT_EQ(load().text("en", "errors.gone"), "没有");
  EXPECT_EQ(load().text("en", "errors.nothing"), "errors.nothing");
}

TEST_F(MessagesTest, TheBestAcceptedLanguageWins) {
  auto messages = load();
  EXPECT_EQ(messages.negotiate("fr, en-GB;q=0.8, zh;q=0.5"), "en");
  EXPECT_EQ(messages.negotiate("zh-TW,zh;q=0.9,en;q=0.8"), "zh-CN");
  EXPECT_EQ(messages.negotiate("fr"), "");
  EXPECT_EQ(messages.negotiate(";;;q=,,"), "");
}

TEST_F(MessagesTest, AnErrorCarriesEveryFaultInTheCallersLanguage) {
  Error error{Code::Invalid, "gone", {}, {{"/name", "missing", {}}, {"/a~1b", "missing", {}}}};
  EXPECT_EQ(load().error_json("zh-CN", error, "abc"),
            R"({"error":{"code":"invalid","key":"gone","message":"没有","faults":[{"path":"/name","code":"missing",)"
            R"("message":"必填"},{"path":"/a~1b","code":"missing","message":"必填"}],"trace_id":"abc"}})");
}

TEST_F(MessagesTest, AMalformedFileIsRefusedByName) {
  write("en/broken.json", "{");
  EXPECT_THROW(load(), std::runtime_error);
}
