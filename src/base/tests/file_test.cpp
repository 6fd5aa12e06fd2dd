#include "base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace base {
namespace {

class File : public ::testing::Test {
 protected:
  File() { std::filesystem::create_directories(folder_); }
  ~File() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ = ::testing::TempDir() + "/file_test_" + std::to_string(::getpid());
};

TEST_F(File, IsReadByteForByte) {
  const std::string bytes("a\0\r\n\xff", 5);
  std::ofstream(folder_ / "some", std::ios::binary) << bytes;
  EXPECT_EQ(read_file(folder_ / "some"), bytes);
}

TEST_F(File, ThatIsEmptyHasNoBytes) {
  std::ofstream(folder_ / "empty").flush();
  EXPECT_EQ(read_file(folder_ / "empty"), "");
}

TEST_F(File, ThatIsAbsentOrAFolderCannotBeRead) {
  EXPECT_EQ(read_file(folder_ / "absent"), std::nullopt);
  EXPECT_EQ(read_file(folder_), std::nullopt);
}

}  // namespace
}  // namespace base
