#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "keys/keys.h"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A folder of its own for each test.
class MasterKey : public testing::Test {
 protected:
  MasterKey() : folder_(fs::temp_directory_path() / ("yingda-keys-" + keys::random_token())) {
    fs::create_directory(folder_);
  }
  ~MasterKey() override { fs::remove_all(folder_); }

  std::string path(std::string_view name = "master.key") const { return (folder_ / name).string(); }
  void write(const std::string& text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) const {
    std::ofstream(path()) << text;
    fs::permissions(path(), mode);
  }
  std::string complaint() const {
    try {
      keys::load_master_key(path(), true);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  const fs::path folder_;
};

TEST_F(MasterKey, IsMadeOnceAndReadAgain) {
  std::string key = keys::load_master_key(path(), true);
  EXPECT_EQ(key.size(), keys::key_bytes);
  EXPECT_EQ(keys::load_master_key(path(), true), key);
  EXPECT_EQ(keys::load_master_key(path(), false), key);
}

TEST_F(MasterKey, IsForItsOwnerOnlyAndItsFolderIsMade) {
  std::string deep = path("etc/yingda/master.key");
  keys::load_master_key(deep, true);
  struct stat status{};
  ASSERT_EQ(::stat(deep.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(deep).parent_path()), {}), 1) << "a draft was left behind";
}

TEST_F(MasterKey, IsNotMadeWhenItMayNot) {
  EXPECT_THROW(keys::load_master_key(path(), false), std::runtime_error);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(MasterKey, TakesUpperCaseAndWhiteSpaceAround) {
  write(" " + std::string(64, 'A') + "\r\n");
  EXPECT_EQ(keys::load_master_key(path(), false), std::string(32, '\xAA'));
}

TEST_F(MasterKey, ThatOthersCanReadIsRefused) {
  write(std::string(64, 'a') + "\n", fs::perms::owner_read | fs::perms::group_read);
  EXPECT_THAT(complaint(), HasSubstr("chmod 600"));
}

TEST_F(MasterKey, ThatIsDamagedIsRefusedAndKept) {
  for (std::string bad :
       {std::string(), std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'g'), std::string(300, 'a')}) {
    write(bad);
    EXPECT_THAT(complaint(), HasSubstr("64 hex digits")) << bad;
    std::ifstream file(path());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), bad);
  }
}

TEST_F(MasterKey, IsOneWhenSeveralMakeItAtOnce) {
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (auto& key : found) threads.emplace_back([&] { key = keys::load_master_key(path(), true); });
  for (auto& thread : threads) thread.join();
  for (const auto& key : found) EXPECT_EQ(key, found[0]);
}

}  // namespace
