// The program of the lab `raft`.

#include "cluster/program.hpp"
#include "raft/node.hpp"

int main(int argc, char* argv[]) { return cluster::run_program<raft::Node>("raftctl", argc, argv); }
