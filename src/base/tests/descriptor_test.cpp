#include "base/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <thread>

namespace {

bool is_open(int number) {
  return ::fcntl(number, F_GETFD) != -1;
}

TEST(Descriptor, ClosesWhatItOwnsOnce) {
  int number = -1;
  {
    base::Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.number();
    base::Descriptor second(std::move(first));
    EXPECT_FALSE(first);
    EXPECT_TRUE(second);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, WritesAllThoughTheKernelTakesPieces) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  base::Descriptor reading(ends[0]), writing(ends[1]);
  const std::string sent(1'000'000, 'x');  // more than a pipe holds
  std::string got;
  std::thread reader([&] {
    char buffer[4'096];
    while (got.size() < sent.size())
      got.append(buffer, static_cast<std::size_t>(::read(ends[0], buffer, sizeof buffer)));
  });
  EXPECT_TRUE(base::write_all(writing, sent));
  reader.join();
  EXPECT_EQ(got, sent);
}

TEST(Descriptor, ARefusedWriteLeavesItsReason) {
  base::Descriptor read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_FALSE(base::write_all(read_only, "x"));
  EXPECT_EQ(errno, EBADF);
}

TEST(Descriptor, OnlyFoldersThatExistAreSynced) {
  EXPECT_TRUE(base::sync_folder(std::filesystem::temp_directory_path().string()));
  EXPECT_TRUE(base::sync_folder(""));
  EXPECT_FALSE(base::sync_folder("/no/such/folder"));
}

}  // namespace
